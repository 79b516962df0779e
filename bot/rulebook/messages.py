"""Every message about rule files, in Chinese and English, by code."""

# ruff: noqa: E501  # a message stands on one line, as it is shown

from collections.abc import Mapping

FRAME: Mapping[str, Mapping[str, str]] = {
    "zh": {"error": "错误", "warning": "提醒", "rule": "规则", "write": "；改成: "},
    "en": {"error": "error", "warning": "warning", "rule": "rule", "write": "; write: "},
}

MESSAGES: Mapping[str, tuple[str, str]] = {
    # the file
    "unreadable": ("读不了这个文件: {reason}", "cannot read this file: {reason}"),
    "no_such_file": ("找不到 {name}{hint}", "there is no {name}{hint}"),
    "no_files": ("{name} 里没有规则文件 (*.yaml)", "there are no rule files (*.yaml) in {name}"),
    "encoding": (
        "文件编码是 {encoding}，应为 UTF-8；请在编辑器里“另存为 UTF-8”",
        "the file is in {encoding}, expected UTF-8; save it as UTF-8 in your editor",
    ),
    "too_large": ("文件太大，最多 200 万字", "the file is too large, at most 2,000,000 characters"),
    "too_many_nodes": ("展开引用后内容太多", "too much content once its aliases are written out"),
    "too_deep": ("嵌套太深，最多 40 层", "nested too deep, at most 40 levels"),
    "control_character": ("有看不见的控制字符: {reason}", "a control character that no text holds: {reason}"),
    "several_documents": (
        "一个文件只能有一份内容，这里又出现了 ---；应去掉，或拆成两个文件",
        "one file holds one document, expected no second `---` here; split the file or delete the line",
    ),
    "extends_loop": ("extends 绕了一圈: {name}", "`extends` goes round in a circle: {name}"),
    "not_a_library": (
        "include 的文件里只能有 lists 和 scripts，不能有 {key}",
        "an included file may hold `lists` and `scripts` only, not {key}",
    ),
    # YAML itself
    "syntax": (
        "YAML 写法不对，多半是缩进没对齐 ({reason})",
        "this is no valid YAML; is the indentation right? ({reason})",
    ),
    "tag": ("以 ! 开头的文字要加引号", "a text that starts with `!` needs quotes"),
    "no_such_anchor": (
        "以 * 开头的文字要加引号",
        "a text that starts with `*` needs quotes (there is no anchor {reason})",
    ),
    "key_not_text": (
        "键必须是一个词；以 {{{{ 或 [ 开头的文字要加引号",
        "a key must be a word; a text that starts with `{{{{` or `[` needs quotes",
    ),
    "tab": ("缩进里有制表符 (Tab)，应为空格", "a tab where YAML expects spaces"),
    "strange_space": (
        "缩进里有全角空格，应为普通空格",
        "a full-width or hard space in the indentation, expected plain spaces",
    ),
    "escape": (
        "双引号里的 {escape} 不是合法的转义，应改用单引号",
        "{escape} is no escape that double quotes know, expected single quotes",
    ),
    "starts_with_sign": ("以 {sign} 开头的文字要加引号", "a text that starts with `{sign}` needs quotes"),
    "colon_in_text": ("文字里有“: ”，应加引号", "a text with `: ` in it needs quotes"),
    "unclosed": (
        "括号、引号没有闭合或少了逗号，应有 {closer}",
        "a bracket or quote is not closed, or a comma is missing; expected {closer}",
    ),
    "duplicate_key": (
        "键 {key} 重复了，第 {first} 行已经写过；应只写一次",
        "key {key} is given twice, first on line {first}; expected once",
    ),
    "full_width": (
        "全角的 {mark} 不是 YAML 符号，应为半角 {ascii}",
        "full-width {mark} means nothing to YAML, expected {ascii}",
    ),
    "no_space_after_colon": ("冒号后面要有空格", "expected a space after the colon"),
    "cut_off": (
        "“{cut}”被当成注释丢掉了，只剩下“{kept}”；文字应加引号，注释应写成“# ”",
        "`{cut}` was cut off as a comment, leaving `{kept}`; expected quotes around the text, or a space after `#`",
    ),
    # keys and values
    "not_a_mapping": ("应为键值对，如 version: 1", "expected a mapping such as `version: 1`"),
    "unknown_name": (
        "没有这个{kind}: {name}{hint}；可用: {known}",
        "unknown {kind} {name}{hint}; expected one of: {known}",
    ),
    "stranger": (
        "没有哪个群有这个{kind}: {name}{hint}；已有: {known}",
        "no room has the {kind} {name}{hint}; expected one of: {known}",
    ),
    "missing_key": ("缺少 {key}", "{key} is missing"),
    "no_value": ("{key} 后面没有内容，应写上值", "{key} has no value, expected one"),
    "wrong_value": ("{found} 不对，应为{expected}", "{found} is wrong, expected {expected}"),
    "empty_list": (
        "空列表什么都不匹配，应至少有一项",
        "an empty list matches nothing, expected at least one item",
    ),
    "empty_text": (
        "空文字会匹配一切，应写内容或删去",
        "an empty text would match anything, expected some text",
    ),
    "bad_timezone": (
        "没有这个时区: {name}{hint}；应为 Asia/Shanghai 这样的名字",
        "unknown time zone {name}{hint}; expected a name such as Asia/Shanghai",
    ),
    "reference_loop": ("引用绕了一圈: {name}", "references go round in a circle: {name}"),
    "merge_key": (
        "<< 不是 YAML 1.2 的写法；应把各个键写出来，或用 extends",
        "merge keys (<<) are not YAML 1.2, expected the keys written out, or `extends`",
    ),
    "listed_as_one": (
        "{value} 会被当作一项，顿号不会把它分开；应用 , 分开，或加引号",
        "{value} is one item, for the sign 、 separates nothing; expected commas between items, or quotes",
    ),
    # rules
    "no_rules": ("这个文件里没有规则", "there are no rules in this file, expected some"),
    "handler_failed": (
        "处理器 {name} 载入失败: {reason}",
        "the handler {name} could not be imported: {reason}",
    ),
    "bad_id": (
        "规则名不能含空格和 : / {{ }} 等符号，最长 64 字",
        "a rule's id may not hold spaces or : / {{ }}, and no more than 64 characters",
    ),
    "no_effect": (
        "规则没有任何效果: 每个结果都没有动作，应在 then 里写上动作",
        "the rule has no effect: none of its outcomes has an answer, expected some in `then`",
    ),
    "rule_loop": (
        "规则绕了一圈: {names}（{verb} 会再次触发）；应去掉这个动作、改掉触发条件或关掉其中一条",
        "rules call each other for ever: {names} (by {verb}); expected no circle",
    ),
    "timer_unheard": (
        "没有规则在等定时器 {name}；应有一条规则写着 when: timer",
        "no rule acts on the timer {name}, expected one with `when: timer`",
    ),
    "few_variants": (
        "话术 {name} 只有 {count} 种说法，应有 3 到 5 种",
        "variants of script {name}: {count}, expected 3 to 5",
    ),
    "several_answers": (
        "一个动作里只能有一个动词，这里有 {first} 和 {second}，应写成列表",
        "one answer has one verb, found {first} and {second}, expected a list",
    ),
    "takes_nothing": ("{key} 不带内容", "{key} takes no value"),
    "unknown_receiver": (
        "{name} 会被当作成员 id；是不是想写 {near}？",
        "{name} will be taken as a member's id; did you mean {near}?",
    ),
    "bad_text": ("模板写法不对: {reason}", "this text is no valid template: {reason}"),
    "unknown_variable": (
        "没有变量 {name}{hint}；可用: {known}",
        "unknown variable {name}{hint}; expected one of: {known}",
    ),
    "cannot": (
        "{platform} 平台做不到 {verb}，到时会改为 {fallback}",
        "{platform} cannot {verb}, so it will be {fallback} instead",
    ),
    "rooms_not_named": (
        "rooms 没有写明是哪些群 (name、id、tag、kind 或 purpose)，在真实平台上不会生效",
        "`rooms` does not say which rooms (name, id, tag, kind or purpose), so on a real platform the rule never acts",
    ),
    # examples
    "example_missed": (
        "例子应命中但没有命中: {text}{reason}；应改规则或例子",
        "an example under `hit` was not hit: {text}{reason}; expected another rule, or another example",
    ),
    "example_hit": (
        "例子不应命中却命中了 {outcome}: {text}{reason}；应改规则或例子",
        "an example under `miss` was hit ({outcome}): {text}{reason}; expected another rule, or another example",
    ),
    "example_failed": (
        "例子跑出错了: {text} ({reason})",
        "an example made the handler fail: {text} ({reason})",
    ),
}
"""code → (Chinese, English), filled in by the problem's values."""
