"""What a demo has to show: people to sign in as, and half a year of talk in the network. All of it is constructed."""

from sspedu.cli.demo.half_year import add_half_year
from sspedu.cli.demo.people import PEOPLE, add_demo_people
from sspedu.cli.demo.practice import add_practice_examples

__all__ = ["PEOPLE", "add_demo_people", "add_half_year", "add_practice_examples"]
