"""WeChat through a Wechaty gateway: payloads become events, actions become calls.

`Wechaty` is the gateway; the other modules are one idea each: `wire` the calls, `payloads` what is in them,
`directory` who is who, `rosters` who is in which room, `ear` and `lookout` what is heard and seen, `belt` the
order, `translate` and `perform` the two ways, `health` how it is, `seat` what they share.
"""

import warnings

with warnings.catch_warnings():
    # stringcase, under wechaty-grpc, has escapes in its strings of which Python warns when it compiles them
    warnings.simplefilter("ignore")
    from bot.gateways.wechaty.gateway import Wechaty
    from bot.gateways.wechaty.settings import WechatySettings

__all__ = ["Wechaty", "WechatySettings"]
