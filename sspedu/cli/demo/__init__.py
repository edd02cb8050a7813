"""What a demo has to show: people to sign in as, and half a year of talk in the network. All of it is constructed."""

from sspedu.cli.demo.half_year import half_year
from sspedu.cli.demo.people import PEOPLE, add_demo_people
from sspedu.cli.demo.practice import practice_examples
from sspedu.cli.demo.story import in_order

__all__ = ["PEOPLE", "add_demo_people", "half_year", "in_order", "practice_examples"]
