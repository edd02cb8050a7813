"""Where people of different municipalities talk: boards, threads and posts, and who may read them."""
