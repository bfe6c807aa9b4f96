"""By what people call a resource that the AWS CDK or a nested stack has: paths and ids of constructs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.template import Resource
    from pytest_lambda_edge.templates.cloudformation.values import Reference

__all__ = [
    "construct_of",
    "function_names",
    "given_name",
    "name_to_give",
    "names_around",
    "names_of",
    "names_of_the_only_one",
    "noted_path",
    "peoples_path",
]

_HASHED: Final = re.compile(r"(.+?)[0-9A-F]{8}")
# Ids that constructs give to what is inside them; "Fn" is EdgeFunction's (CF-284).
_INNER: Final = ("Resource", "Default", "Fn")


def names_of(resolver: Resolver, resource: Resource) -> tuple[str, ...]:
    """Return further names of a resource, the one first that tells it from all others.

    For ``SiteDistribution3FF9535D`` of a stack ``Web`` these are ``Web/Site/Distribution``, ends of that,
    ``SiteDistribution``, and ``Web.SiteDistribution3FF9535D``. A resource that no construct has made is
    called by the nested stacks around it: ``Website.Distribution``.
    """
    logical_ids = [resource.logical_id]
    path = _construct_path(resolver, resource)
    names: list[str] = []
    if path is not None:
        parts = _without_inner(path.split("/"))
        names += _ends(path.split("/"), len(parts))
        logical_ids += _without_hash(resource.logical_id)
        inside = parts[1:] or parts
        names += [f"{stack}/{'/'.join(inside)}" for stack in _stack_names(resolver)]
    else:
        names += _nested_names(resolver, resource)
    names += logical_ids[1:]
    for stack in _stack_names(resolver):
        names += [f"{stack}{mark}{logical_id}" for logical_id in logical_ids for mark in "./"]
    return tuple(dict.fromkeys(name for name in names if name != resource.logical_id))


def given_name(reference: Reference) -> str | None:
    """Return the name under which ``parameters`` give what a reference comes to, if they do.

    That is ``Alb16C2F182.DNSName``, and ``Alb.DNSName`` or ``Shop/Alb.DNSName`` for a construct's.
    """
    template = reference.home.template
    if not template.given.values:
        return None
    written = str(reference)
    if written in template.given:
        return written
    end = f".{reference.attribute}" if reference.attribute else ""
    names = (f"{name}{end}" for name in names_of(reference.home, reference.resource))
    declared = template.section("Parameters")
    return next((name for name in names if name not in declared and name in template.given), None)


def name_to_give(reference: Reference) -> str:
    """Return the name to suggest for ``parameters``: of what a construct has made, without its hash."""
    written = str(reference)
    resolver, resource = reference.home, reference.resource
    for short in _without_hash(resource.logical_id) if _parts(resolver, resource) else ():
        ids = map(str, resolver.template.section("Resources"))
        like_it = [one for one in ids if one.startswith(short) and short in {one, *_without_hash(one)}]
        if len(like_it) == 1 and short not in resolver.template.section("Parameters"):
            return f"{short}{written.removeprefix(resource.logical_id)}"
    return written


def names_around(resolver: Resolver, resource: Resource) -> tuple[str, ...]:
    """Return names of what a resource is in: stacks, and constructs such as an app's own ``Website``.

    Such a name is that of the resource as long as nothing else of its type is in there.
    """
    parts = _parts(resolver, resource)
    names = [end for stop in range(len(parts) - 1, 0, -1) for end in _ends(parts[:stop], stop)]
    return tuple(dict.fromkeys([*names, *_stack_names(resolver)]))


def names_of_the_only_one(resolver: Resolver, resource: Resource) -> tuple[str, ...]:
    """Return the names of what a resource is in that no other resource of its type has or is in."""
    owners = _owners(resolver, resource.type, _all_names)
    return tuple(name for name in names_around(resolver, resource) if owners[name] == 1)


def function_names(resolver: Resolver, resource: Resource) -> tuple[str, ...]:
    """Return further names of a function.

    First comes the one by which people would give it, then that which no other has, then all of them.
    """
    names = names_of(resolver, resource)
    return (_short_name(resolver, resource), *(names or (resource.logical_id,)))


def construct_of(resolver: Resolver, resource: Resource, via: Reference | None = None) -> str:
    """Return the path of the construct that declares a function; an empty string where none does.

    An ``EdgeFunction`` of another region has its function in a stack of that, and in its own place what looks
    the function up, which is *via*.
    """
    parts = _parts(resolver, resource)
    around = _parts(via.home, via.resource)[:-1] if via else []
    return "/".join(around if parts and around[-1:] == parts[-1:] else parts)


def _short_name(resolver: Resolver, resource: Resource) -> str:
    """Return the id of a construct, with those around it as far as another of its type has that id too."""
    parts = _parts(resolver, resource)
    if not parts:
        return resource.logical_id
    owners = _owners(resolver, resource.type, _all_ends)
    ends = ("/".join(parts[start:]) for start in range(len(parts) - 1, 0, -1))
    return next((end for end in ends if owners[end] == 1), "/".join(parts))


_Names = Callable[["Resolver", "Resource"], Iterable[str]]


def _owners(resolver: Resolver, kind: str, names: _Names) -> Counter[str]:
    """Return how many resources of a type have each name, which is counted once for all of them."""
    key = (kind, names.__name__)
    if key not in resolver.owners:
        resources = resolver.template.resources(kind)
        resolver.owners[key] = Counter(name for one in resources for name in set(names(resolver, one)))
    return resolver.owners[key]


def _all_names(resolver: Resolver, resource: Resource) -> Iterator[str]:
    yield from names_of(resolver, resource)
    yield from names_around(resolver, resource)


def _all_ends(resolver: Resolver, resource: Resource) -> Iterator[str]:
    parts = _parts(resolver, resource)
    return ("/".join(parts[start:]) for start in range(len(parts)))


def _parts(resolver: Resolver, resource: Resource) -> list[str]:
    """Return the ids of constructs that lead to a resource; none where no construct has made it."""
    path = _construct_path(resolver, resource)
    return [] if path is None else _without_inner(path.split("/"))


def _construct_path(resolver: Resolver, resource: Resource) -> str | None:
    """Return the path that the AWS CDK notes, beside the resource or beside the template."""
    path = noted_path(resource.body)
    if path is not None:
        return path
    paths = resolver.stack.paths().get(resource.logical_id, ())
    scope = _scope(resolver)
    inside = [path for path in paths if path.startswith(scope)]
    return min(inside, key=len, default=None)


def noted_path(resource: Mapping[str, Any]) -> str | None:
    """Return the path of a construct that a resource's metadata has."""
    metadata = resource.get("Metadata")
    path = metadata.get("aws:cdk:path") if isinstance(metadata, Mapping) else None
    return path if isinstance(path, str) and path else None


def peoples_path(path: str) -> str:
    """Return the path of a construct without the ids of what is inside it by itself: ``Web/Site``."""
    return "/".join(_without_inner(path.split("/")))


def _scope(resolver: Resolver) -> str:
    """Return what paths begin with in a nested stack, seen from the resource that nests it."""
    if resolver.owner is None:
        return ""
    path = _construct_path(*resolver.owner)
    return "" if path is None else path.rpartition("/")[0].removesuffix(".NestedStack") + "/"


def _without_inner(parts: list[str]) -> list[str]:
    kept = list(parts)
    while len(kept) > 1 and kept[-1] in _INNER:
        kept.pop()
    return kept


def _ends(parts: list[str], own: int) -> Iterator[str]:
    """Yield the ends of a path, of which the *own* first parts are people's; the rest follows or not."""
    for stop in range(own, len(parts) + 1):
        for start in range(own):
            yield "/".join(parts[start:stop])


def _without_hash(logical_id: str) -> Iterator[str]:
    found = _HASHED.fullmatch(logical_id)
    if found:
        yield found[1]


def _nested_names(resolver: Resolver, resource: Resource) -> Iterator[str]:
    around: list[str] = []
    while resolver.owner is not None:
        resolver, owner = resolver.owner
        around.insert(0, owner.logical_id)
    for start in range(len(around)):
        yield ".".join([*around[start:], resource.logical_id])


def _stack_names(resolver: Resolver) -> tuple[str, ...]:
    stack = resolver.stack
    return tuple(dict.fromkeys(name for name in (stack.name, *stack.also) if name))
