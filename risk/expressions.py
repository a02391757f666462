"""The expression language of rules: comparisons and arithmetic over named measures, nothing else.

Parsed with Python's own grammar, checked against a closed list of nodes and turned into SQL in
which every constant is a bound parameter.
"""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_COMPARE: dict[type[ast.cmpop], str] = {
    ast.GtE: ">=",
    ast.Gt: ">",
    ast.LtE: "<=",
    ast.Lt: "<",
    ast.Eq: "=",
    ast.NotEq: "<>",
}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_LONGEST = 500


class ExpressionError(ValueError):
    """The text is not an expression of the rule language."""


class Bindings(dict[str, Any]):
    """Bound parameters, numbered as they come."""

    def bind(self, value: object) -> str:
        """Keep a value and return the marker that stands for it in the SQL."""
        name = f"c{len(self)}"
        self[name] = value
        return f"%({name})s"


@dataclass(frozen=True)
class Comparison:
    """A measure compared with a number, as a part of a condition."""

    name: str
    sign: str
    number: Decimal

    @property
    def text(self) -> str:
        """Return it as it is written in a rule."""
        return f"{self.name} {self.sign} {self.number}"

    def holds(self, value: Any) -> bool:
        """Tell whether a measured value meets it; an unknown one does not."""
        return value is not None and _HOLDS[self.sign](Decimal(str(value)), self.number)


_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


def comparisons(text: str) -> list[Comparison]:
    """Return the limits in a condition, in its order: each ``measure sign number`` by itself."""
    found = []
    for node in ast.walk(_parse(text)) if text else ():
        match node:
            case ast.Compare(
                left=ast.Name(id=name), ops=[sign], comparators=[ast.Constant(value=number)]
            ) if _COMPARE.get(type(sign)) in _HOLDS:
                found.append(Comparison(name, _COMPARE[type(sign)], Decimal(str(number))))
    return found


def names(text: str) -> set[str]:
    """Return the measures that an expression speaks of."""
    return {node.id for node in ast.walk(_parse(text)) if isinstance(node, ast.Name)}


def to_sql(text: str, measures: set[str], bindings: Bindings) -> str:
    """Return the SQL of a condition over ``measures``; raise ExpressionError for anything else."""
    tree = _parse(text)
    if not isinstance(tree, ast.Compare | ast.BoolOp) and not _is_not(tree):
        raise ExpressionError(f"“{text}” is not a condition")
    return _sql(tree, measures, bindings)


def _parse(text: str) -> ast.expr:
    if len(text) > _LONGEST:
        raise ExpressionError(f"an expression has at most {_LONGEST} characters")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ExpressionError(f"“{text}” cannot be read: {error}") from error


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _sql(node: ast.expr, measures: set[str], bindings: Bindings) -> str:
    def sql(part: ast.expr) -> str:
        return _sql(part, measures, bindings)

    match node:
        case ast.BoolOp(op=op, values=values):
            word = " AND " if isinstance(op, ast.And) else " OR "
            return "(" + word.join(sql(value) for value in values) + ")"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"(NOT {sql(operand)})"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"(- {sql(operand)})"
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [left, *others]
            parts = []
            for before, how, after in zip(sides, ops, others, strict=False):
                if type(how) not in _COMPARE:
                    raise ExpressionError("only >= > <= < == != compare")
                parts.append(f"{sql(before)} {_COMPARE[type(how)]} {sql(after)}")
            return "(" + " AND ".join(parts) + ")"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return f"({sql(left)} {_ARITHMETIC[type(op)]} {sql(right)})"
        case ast.Name(id=name):
            if name not in measures:
                raise ExpressionError(f"“{name}” is not a measure of this rule")
            return f'"{name}"'
        case ast.Constant(value=value) if type(value) in (int, float):
            return bindings.bind(Decimal(str(value)))
        case _:
            raise ExpressionError(f"“{ast.unparse(node)}” is not part of the rule language")
