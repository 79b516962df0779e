"""Trees of conditions against the plain meaning of all, any, not and unless."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.contract import Standing
from handlers.match import Match
from tests.handlers.world import ALICE, World, names

WORDS = ("早", "返利", "群主")
TAGS = ("paid", "vip")

leaves = st.one_of(
    st.sampled_from(WORDS).map(lambda word: {"text": word}),
    st.sampled_from(TAGS).map(lambda tag: {"member": {"tag": tag}}),
)


def _branches(nodes: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    many = st.lists(nodes, min_size=1, max_size=3)
    return st.one_of(
        st.dictionaries(st.sampled_from(("all", "any", "not", "unless")), many, min_size=1, max_size=2),
        st.tuples(leaves, many).map(lambda pair: pair[0] | {"unless": pair[1]}),
    )


trees = st.recursive(leaves, _branches, max_leaves=8)
said = st.sets(st.sampled_from(WORDS))
worn = st.sets(st.sampled_from(TAGS))


def _means(tree: Mapping[str, Any], text: str, tags: set[str]) -> bool:
    """What a tree says, word for word."""

    def below(key: str) -> list[bool]:
        return [_means(node, text, tags) for node in tree[key]]

    return (
        ("text" not in tree or tree["text"] in text)
        and ("member" not in tree or tree["member"]["tag"] in tags)
        and ("all" not in tree or all(below("all")))
        and ("any" not in tree or any(below("any")))
        and ("not" not in tree or not any(below("not")))
        and ("unless" not in tree or not any(below("unless")))
    )


async def _hit(tree: Mapping[str, Any], text: str, tags: set[str]) -> bool:
    world = World(Match.model_validate({"match": tree}))
    world.stands(ALICE, Standing(tags=frozenset(tags)))
    return names(await world.says(ALICE, text)) == ["hit"]


@given(trees, said, worn)
async def test_a_compiled_tree_means_what_it_says(
    tree: dict[str, Any], words: set[str], tags: set[str]
) -> None:
    """Whether it is answered at once or needs documents, and however deep it is."""
    text = "，".join(sorted(words))
    assert await _hit(tree, text, tags) is _means(tree, text, tags)


@given(trees, leaves, said, worn)
async def test_another_alternative_never_makes_a_rule_laxer(
    tree: dict[str, Any], more: dict[str, Any], words: set[str], tags: set[str]
) -> None:
    """What was a hit stays one when something is added under `any`."""
    text = "，".join(sorted(words))
    if await _hit({"any": [tree]}, text, tags):
        assert await _hit({"any": [tree, more]}, text, tags)


@given(trees, leaves, said, worn)
async def test_only_an_exception_makes_a_rule_laxer(
    tree: dict[str, Any], exception: dict[str, Any], words: set[str], tags: set[str]
) -> None:
    """`unless` takes hits away, and never makes one."""
    text = "，".join(sorted(words))
    if await _hit({"all": [tree], "unless": [exception]}, text, tags):
        assert await _hit({"all": [tree]}, text, tags)


@given(trees, said, worn)
async def test_twice_the_same_is_the_same(tree: dict[str, Any], words: set[str], tags: set[str]) -> None:
    """A tree keeps nothing from one message to the next."""
    world = World(Match.model_validate({"match": tree}))
    world.stands(ALICE, Standing(tags=frozenset(tags)))
    text = "，".join(sorted(words))
    first, second = [await world.says(ALICE, text) for _ in range(2)]
    assert names(first) == names(second)
    assert [one.evidence for one in first] == [one.evidence for one in second]
