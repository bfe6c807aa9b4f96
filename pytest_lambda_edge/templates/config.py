"""From a distribution's form (CF-276) to its settings: the one place that turns AWS's names into ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.deploy import configure
from pytest_lambda_edge.model.path_patterns import canonical
from pytest_lambda_edge.model.policy_lookup import LEGACY_SETTINGS
from pytest_lambda_edge.model.problems import inside, item, shown
from pytest_lambda_edge.templates import fates
from pytest_lambda_edge.templates.functions import triggers_of
from pytest_lambda_edge.templates.given_functions import GivenFunctions
from pytest_lambda_edge.templates.origins import origins_of
from pytest_lambda_edge.templates.parts import ABSENT, Fate, Findings, Part, Row
from pytest_lambda_edge.templates.policies import POLICY_IDS, key_groups_of, policy_of
from pytest_lambda_edge.templates.scalars import text
from pytest_lambda_edge.templates.spelling import in_words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pytest_lambda_edge.model.distribution import DistributionConfig
    from pytest_lambda_edge.templates.found import Unresolved
    from pytest_lambda_edge.templates.parts import NotSimulated
    from pytest_lambda_edge.templates.reading import Asked, Candidate, LeftOut

__all__ = ["Loaded", "config_of"]

_NO_FORWARDED_VALUES: Final = "The parameter ForwardedValues is required"  # CF-313
_CACHE_TAGS: Final = Fate(rows=(Row("HeaderName", "cache_tag_header_name", text),))
_NOT_RESTRICTED: Final = "none"
_MOST_PLACES: Final = 3  # of the same thing


@dataclass(frozen=True, slots=True)
class Loaded:
    """The config that a document describes.

    ``refused`` is what AWS would refuse although it can be simulated, ``not_simulated`` what the document
    asks for and this plugin, or its format's own tool, does not do.
    """

    config: DistributionConfig
    refused: Sequence[Problem] = ()
    not_simulated: Sequence[NotSimulated | LeftOut] = ()


def config_of(candidate: Candidate, asked: Asked, name: str = "", others: Iterable[Candidate] = ()) -> Loaded:
    """Turn a form into settings, or raise one ``ConfigError`` with everything that keeps it from being some.

    Problems have their place in the document, which has a *name* and *others* beside this one. What AWS
    would refuse stands behind them if there are others.
    """
    found = Findings(refused=list(candidate.refused), name=name)
    form = Part(candidate.form, candidate.place, "", found).spelt(fates.DISTRIBUTION)
    given = GivenFunctions(asked.functions)
    settings = _distribution(form, asked, given)
    known = (("id", candidate.id), ("domain_name", candidate.domain_name))
    settings |= {name: value for name, value in known if value}
    lost = given.lost((one.form for one in others), candidate.functions)
    found.problems += given.problems(lost)
    config = _configured(settings, found)
    if config is None or found.problems or found.unresolved:
        unresolved = list(dict.fromkeys(lack for one in found.unresolved for lack in (one, *one.more)))
        problems = dict.fromkeys(found.problems)  # Behaviors can share settings, and so what is wrong there.
        lacking = _lacking(unresolved, set(lost.values()))
        raise ConfigError([*problems, *lacking], unresolved=unresolved, refused=found.refused)
    return Loaded(config, tuple(found.refused), (*candidate.left_out, *found.not_simulated))


def _lacking(unresolved: Sequence[Unresolved], meant: Collection[str | None]) -> Iterator[Problem]:
    """Yield a problem for each thing that is unknown, however often the document refers to it.

    A function that is *meant* by a key of ``functions=`` is not unknown: that key is wrong, and told.
    """
    alike: dict[tuple[str, str], list[Unresolved]] = {}
    for one in unresolved:
        if not any(key in meant for key in one.keys):
            alike.setdefault((one.reference, one.why), []).append(one)
    for first, *others in alike.values():
        places = [str(one.place) for one in others if one.place != first.place]
        message = str(first).removeprefix(f"{first.place}: ")
        yield Problem(str(first.place), f"{message}{_also_at(places)}")


def _also_at(places: Sequence[str]) -> str:
    if not places:
        return ""
    more = f" and {len(places) - _MOST_PLACES} more" if places[_MOST_PLACES:] else ""
    return f"; the same at {', '.join(places[:_MOST_PLACES])}{more}"


def _configured(settings: dict[str, Any], found: Findings) -> DistributionConfig | None:
    """Let the model look at the settings; its problems are told with their places in the document."""
    try:
        config, _ = configure(settings, {})
    except ConfigError as error:
        found.problems += [_told(one, found) for one in found.untold(error.problems)]
        return None
    return config


def _told(problem: Problem, found: Findings) -> Problem:
    """Return a problem of the model as one of the document; of what is given, as it is."""
    place = found.place_of(problem.place)
    message = problem.message if found.is_given(problem.place) else in_words_of(place, problem.message)
    return replace(problem, place=place, message=message, unknown_keyword=False)


def _distribution(form: Part, asked: Asked, given: GivenFunctions) -> dict[str, Any]:
    form.called("")
    settings = form.settings(fates.DISTRIBUTION)
    if "aliases" not in settings and (legacy := form.texts("CNAMEs")) is not ABSENT:
        settings["aliases"] = legacy
        form.note("CNAMEs", "aliases")
    settings["origins"] = origins_of(form, asked)
    default = form.mapping("DefaultCacheBehavior", "", fates.BEHAVIOR)
    if default is None:
        form.required("DefaultCacheBehavior")
        form.note("DefaultCacheBehavior", "origin")
    else:
        settings |= _behavior(default, asked, given)
    settings["behaviors"] = _behaviors(form, asked, given)
    settings["custom_error_responses"] = _error_responses(form)
    tags = form.mapping("CacheTagConfig", "", _CACHE_TAGS)
    if tags is not None:
        settings |= tags.settings(_CACHE_TAGS)
    setting, fate = "geo_restriction", fates.GEO_RESTRICTION
    restrictions = form.mapping("Restrictions", setting, fates.RESTRICTIONS)
    geo = None if restrictions is None else restrictions.mapping("GeoRestriction", setting, fate)
    if geo is not None:
        restriction = geo.called(setting).settings(fate)
        if restriction.get("restriction_type") != _NOT_RESTRICTED:
            settings[setting] = restriction
    return settings


def _behaviors(form: Part, asked: Asked, given: GivenFunctions) -> dict[str, Any]:
    behaviors: dict[str, Any] = {}
    for index, part in enumerate(form.parts("CacheBehaviors", fates.BEHAVIOR)):
        pattern = part.name("PathPattern")
        if (
            pattern is None or pattern in behaviors
        ):  # It is read for what else is wrong: one edit is to suffice.
            _behavior(part.called(item("behaviors", index)), asked, given)
        if pattern is None:
            continue
        place = item("behaviors", pattern)
        if pattern in behaviors:
            # CF-316: two that differ are the model's to find, since a mapping holds them both.
            message = (
                f"there is a behavior for {shown(pattern)} already; {shown(canonical(pattern))} is one path"
            )
            form.found.problems.append(Problem(str(part.at("PathPattern")), message, "InvalidArgument"))
            continue
        behaviors[pattern] = _behavior(part.called(place), asked, given)
    return behaviors


def _behavior(part: Part, asked: Asked, given: GivenFunctions) -> dict[str, Any]:
    settings = {"compress": False} | part.settings(fates.BEHAVIOR)
    for key in ("TargetOriginId", "ViewerProtocolPolicy"):
        if part.values.get(key) is None:
            part.required(key)
    for key, (setting, *_) in POLICY_IDS.items():
        policy = policy_of(part, key, asked.parameters)
        if policy is not ABSENT:
            settings[setting] = policy
    legacy = inside(part.setting, "forwarded_values")
    values = part.mapping("ForwardedValues", legacy, fates.FORWARDED_VALUES)
    if values is not None:
        settings["forwarded_values"] = _forwarded_values(values.called(values.setting))
    elif not part.values.get("CachePolicyId"):
        _refuse_without_policy(part, settings)
    settings["trusted_key_groups"] = key_groups_of(part, asked.parameters)
    return settings | triggers_of(part, given)


def _refuse_without_policy(part: Part, settings: dict[str, Any]) -> None:
    legacy = [name for name in LEGACY_SETTINGS if name in settings]
    here = "legacy settings" if legacy else "CachingOptimized"
    message = f"needs CachePolicyId or ForwardedValues; with neither, {here} would be simulated"
    part.found.refused.append(
        Problem(str(part.place), message, "InvalidArgument", aws_message=_NO_FORWARDED_VALUES)
    )


def _forwarded_values(part: Part) -> dict[str, Any]:
    settings = part.settings(fates.FORWARDED_VALUES)
    cookies = part.mapping("Cookies", inside(part.setting, "cookies"), fates.COOKIES)
    if cookies is not None:
        settings["cookies"] = cookies.called(cookies.setting).settings(fates.COOKIES)
    return settings


def _error_responses(form: Part) -> list[dict[str, Any]]:
    form.note("CustomErrorResponses", "custom_error_responses")
    responses = []
    for index, part in enumerate(form.parts("CustomErrorResponses", fates.ERROR_RESPONSE)):
        responses.append(part.called(item("custom_error_responses", index)).settings(fates.ERROR_RESPONSE))
    return responses
