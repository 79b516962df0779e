"""`python -m bot.cli`: the command `qunguan` without its script."""

from bot.cli.main import main

main()
