"""From a Lambda@Edge association to the function that it means (CF-299, CF-300)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.problems import did_you_mean
from pytest_lambda_edge.templates.arns import LambdaArn
from pytest_lambda_edge.templates.found import FoundFunction, Unresolved
from pytest_lambda_edge.templates.scalars import number
from pytest_lambda_edge.templates.terraform.advice import advice_of
from pytest_lambda_edge.templates.terraform.lambda_code import Code, code_of
from pytest_lambda_edge.templates.terraform.lambda_features import environment_of, unsupported_by
from pytest_lambda_edge.templates.terraform.reader import LATER, listed
from pytest_lambda_edge.templates.terraform.references import Unknown
from pytest_lambda_edge.templates.terraform.unknowns import attributes_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.terraform.project import Resource
    from pytest_lambda_edge.templates.terraform.reader import Terraform
    from pytest_lambda_edge.templates.terraform.references import Followed

__all__ = ["lambda_function"]

FUNCTION: Final = "aws_lambda_function"
ALIAS: Final = "aws_lambda_alias"

_SETTINGS: Final = {"handler": "handler", "runtime": "runtime", "timeout": "timeout", "memory": "memory_size"}

UNQUALIFIED: Final = None
PUBLISHED_LATER: Final = ""
LATEST: Final = "$LATEST"
_UNQUALIFIED_ARNS: Final = frozenset({"arn", "function_name", "id", "invoke_arn"})


def lambda_function(
    reader: Terraform, value: Any, place: Place, association: Mapping[str, Any]
) -> FoundFunction | Unresolved | Any:
    """Return the function that an association's ``lambda_arn`` means, or the ARN as it is."""
    if isinstance(value, str):
        return _of_arn(reader, value)
    if not isinstance(value, Unknown):
        return value
    event_type = association.get("event_type")
    named = event_type if isinstance(event_type, str) else None
    followed = reader.follow(value)
    given = reader.given(value, followed, place)
    if isinstance(given, str):
        return _of_given(reader, given, place, named)
    return _of_alias(reader, followed) or _of_reference(reader, value, followed, place, named)


def _of_arn(reader: Terraform, text: str) -> FoundFunction | str:
    """Return the function of the document that has an ARN, else the ARN."""
    arn = LambdaArn.of(text)
    if arn is None:
        return _of_address(reader, text) or text
    unqualified = text if arn.version is None else text.removesuffix(f":{arn.version}")
    functions = reader.project.of_type(FUNCTION)
    found = next((one for one in functions if one.text("arn") == unqualified), None)
    found = found or next((one for one in functions if _has_name(one, arn.name)), None)
    return text if found is None else _found(reader, found, arn.version, text)


def _of_address(reader: Terraform, text: str) -> FoundFunction | None:
    """Return the function of the document that has an address, or of which one of the ARNs is named."""
    resource, attribute = reader.project.resources.get(text), "qualified_arn"
    if resource is None:
        address, _, attribute = text.rpartition(".")
        resource = reader.project.resources.get(address)
    if resource is None or resource.type != FUNCTION or resource.is_data:
        return None
    return _found(reader, resource, _version_of(resource, {attribute}), None)


def _of_given(
    reader: Terraform, text: str, place: Place, event_type: str | None
) -> FoundFunction | Unresolved | str:
    """Return the function that is given by its address or ARN, in the place of one that is unknown."""
    found = _of_arn(reader, text)
    if isinstance(found, str) and LambdaArn.of(text) is None:
        known = [one.address for one in reader.project.of_type(FUNCTION)]
        why = f"is given, and is neither an ARN nor a function of this document{did_you_mean(text, known)}"
        return Unresolved(place, text, why, event_type, (place.path,))
    return found


def _has_name(resource: Resource, name: str) -> bool:
    """Whether a function that is still to be made has a name."""
    return resource.text("arn") is None and resource.text("function_name") == name


def _of_reference(
    reader: Terraform, value: Unknown, followed: Followed, place: Place, event_type: str | None
) -> FoundFunction | Unresolved:
    found = reader.only_one(value, followed, place, FUNCTION)
    if len(found) == 1 and not found[0].is_data:
        return _found(reader, found[0], _version(found[0], followed), None)
    written = reader.written(value)
    own = (place.path, written, value.written)
    if len(found) > 1:
        give = f"give it as parameters={{{place.path!r}: {found[0].address!r}}}"
        why = f"can mean {listed(found)}; a plan does not tell which, so {give}"
        return Unresolved(place, written, why, event_type, own)
    names = tuple(name for one in found if (name := one.text("function_name")))
    keys = (written, *value.references[:1], *names, place.path) if value.references else own
    return Unresolved(place, written, LATER, event_type, keys)


def _of_alias(reader: Terraform, followed: Followed) -> FoundFunction | None:
    """Return the function whose alias is referred to, with the alias as its version."""
    aliases = followed.of_type(ALIAS)
    if len(aliases) != 1 or len(followed.targets) != 1:
        return None
    owner = attributes_of(aliases[0]).get("function_name")
    if isinstance(owner, Unknown):
        found = reader.follow(owner).of_type(FUNCTION)
    else:
        functions = reader.project.of_type(FUNCTION)
        found = [one for one in functions if owner in (one.text("function_name"), one.text("arn"))]
    alias = aliases[0].text("name") or aliases[0].address
    return _found(reader, found[0], alias, None) if len(found) == 1 else None


def _version(resource: Resource, followed: Followed) -> str | None:
    """Return the version that references to a function's attributes come to.

    ``arn`` beside ``version``, or a variable, is one that is put together; where the reference does not say
    what is asked, it is taken for ``qualified_arn``.
    """
    others = any(one.resource is not resource for one in followed.targets) or followed.lost or followed.known
    return _version_of(resource, set() if others else followed.attributes_of(resource))


def _version_of(resource: Resource, asked: Collection[str | None]) -> str | None:
    """Return the version of a function that some of its attributes come to; none of them is put together."""
    if asked and _UNQUALIFIED_ARNS.issuperset(asked):
        return UNQUALIFIED
    return PUBLISHED_LATER if resource.values.get("publish") is True else LATEST


def _found(reader: Terraform, resource: Resource, version: str | None, arn: str | None) -> FoundFunction:
    name = resource.text("function_name")
    is_replaced = resource.address in reader.functions or (name is not None and name in reader.functions)
    attributes = attributes_of(resource)
    code = None if is_replaced else _code(reader, resource, attributes)
    handler, runtime = (_text(reader, resource, attributes, key) for key in ("handler", "runtime"))
    timeout, memory = (_number(reader, resource, attributes, key) for key in ("timeout", "memory_size"))
    return FoundFunction(
        logical_id=resource.address,
        place=resource.place,
        name=name,
        arn=arn or resource.text("arn"),
        code=code.path if code else None,
        source=None,
        why_no_code=code.why if code else "",
        handler=handler,
        runtime=runtime,
        timeout=timeout,
        memory=memory,
        environment=environment_of(attributes),
        environment_place=resource.place.inside("environment"),
        region=_region(reader, resource, arn),
        region_is_associated=arn is not None,
        version=version,
        places={setting: resource.place.inside(name) for setting, name in _SETTINGS.items()},
        unsupported=unsupported_by(reader, resource, attributes),
        advice=advice_of(reader.project, resource, is_qualified=arn is None and version == LATEST),
    )


def _code(reader: Terraform, resource: Resource, attributes: Mapping[str, Any]) -> Code:
    """Return a function's code; of code that is refused the reason, which is told with all others."""
    try:
        return code_of(reader, resource, attributes)
    except ConfigError as error:
        return Code(why="; ".join(map(str, error.problems)))


def _text(
    reader: Terraform, resource: Resource, attributes: Mapping[str, Any], name: str
) -> str | Unresolved | None:
    """Return a setting that is text; None where it is missing."""
    value = _setting(reader, resource, attributes, name)
    return value if value and isinstance(value, (str, Unresolved)) else None


def _number(
    reader: Terraform, resource: Resource, attributes: Mapping[str, Any], name: str
) -> int | Unresolved | None:
    """Return a setting that is a whole number; None where it is missing."""
    value = number(_setting(reader, resource, attributes, name))
    return value if isinstance(value, (int, Unresolved)) and not isinstance(value, bool) else None


def _setting(reader: Terraform, resource: Resource, attributes: Mapping[str, Any], name: str) -> Any:
    """Return an attribute, which ``parameters`` may give; None where it is missing, or the provider's own."""
    value = attributes.get(name)
    if not isinstance(value, Unknown):
        return value
    if value.is_left_out:
        return None
    place = resource.place.inside(name)
    given = reader.given(value, reader.follow(value), place)
    return reader.unresolved(value, place) if given is None else given


def _region(reader: Terraform, resource: Resource, arn: str | None) -> str | None:
    """Return a function's Region: its own, that of its ARN, or its provider's."""
    known = LambdaArn.of(arn or resource.text("arn") or "")
    if known is not None:
        return known.region
    return resource.text("region") or reader.project.provider_region(resource)
