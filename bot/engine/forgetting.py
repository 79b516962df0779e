"""Forgetting: the keys under which everything of a member, or of an actor, lies, to be deleted for good."""

from typing import NamedTuple

from bot.contract.documents import RANKED
from bot.store import ShardKeys


class Forgotten(NamedTuple):
    """What a commit deletes.

    Attributes:
        hashes: the keys of all documents, of all rules, those that fade too.
        member: who leaves the ranks; nobody if the actor itself is forgotten.
        ranks: the ranks they leave.
    """

    hashes: tuple[str, str]
    member: str
    ranks: tuple[str, ...]


def forgotten(keys: ShardKeys, actor: str, member: str | None) -> Forgotten:
    """Name what there is of a member of an actor, or of the actor itself."""
    hashes = keys.document(actor, member, False), keys.document(actor, member, True)
    if member is None:
        return Forgotten(hashes, "", ())
    return Forgotten(hashes, member, tuple(keys.rank(actor, name) for name in sorted(RANKED)))
