"""What click says of a command, in Chinese: of its parts, and of what was typed wrongly.

Click asks gettext for each sentence and finds no catalog of its own; here is one.
"""

from typing import Final

from click import core, decorators, exceptions, formatting, parser, types

SAID: Final = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示本说明。",
    "Show the version and exit.": "显示版本。",
    "Aborted!": "已中断。",
    "required": "必填",
    "default: {default}": "默认 {default}",
    "env var: {var}": "环境变量 {var}",
    "Error: {message}": "✗ {message}",
    "Try '{command} {option}' for help.": "执行 {command} {option} 可以看说明。",
    "Did you mean {possibility}?": "您要的是 {possibility} 吗？",
    "(Did you mean one of: {possibilities}?)": "您要的是其中之一吗：{possibilities}？",
    "No such command {name!r}.": "没有 {name!r} 这个命令。",
    "No such option {name!r}.": "没有 {name!r} 这个选项。",
    "Missing command.": "请写明命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数 {param_name}",
    "Invalid value: {message}": "填写的值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Got unexpected extra argument ({args})": "多出了参数（{args}）。",
    "Got unexpected extra arguments ({args})": "多出了参数（{args}）。",
    "Option {name!r} requires an argument.": "选项 {name!r} 后面要写值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name!r} 后面要写 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name!r} 后面不写值。",
    "{value!r} is not {choice}.": "{value!r} 不是 {choice}。",
    "{value!r} is not one of {choices}.": "{value!r} 不是以下各项之一：{choices}。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是数字。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 的范围内。",
    "{value!r} does not match the format {format}.": "{value!r} 不是 {format} 的形式。",
    "{value!r} does not match the formats {formats}.": "{value!r} 不是这些形式之一：{formats}。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "{name} {filename!r} does not exist.": "没有{name} {filename!r}。",
    "{name} {filename!r} is a file.": "{filename!r} 是文件，应当是文件夹。",
    "{name} {filename!r} is a directory.": "{filename!r} 是文件夹，应当是文件。",
    "{name} {filename!r} is not readable.": "不能读取{name} {filename!r}。",
    "{name} {filename!r} is not writable.": "不能写入{name} {filename!r}。",
}


def speak_chinese() -> None:
    """Let every command of this program answer in Chinese; call it before they are declared."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        vars(module).update(_=_said, ngettext=_counted)


def _said(message: str) -> str:
    return SAID.get(message, message)


def _counted(one: str, many: str, count: int) -> str:
    return _said(one if count == 1 else many)
