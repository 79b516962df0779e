"""The behaviours that come with Qunguan: a file or package each, knowing only `bot.contract`."""
