"""The leak tests: a world full of marked words, and a walk over every address of the site by those who may not read them."""
