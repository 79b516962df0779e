"""The behaviours that come with Qunguan: one file or package per handler, each knowing only `bot.contract`."""
