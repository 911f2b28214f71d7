"""Pictures as SVG: each dot is a link, so that keys lead through them.

Written here and not in a template, for most pages have one, and a line of it takes a template three times as long.
"""

from collections.abc import Callable, Iterator, Mapping
from html import escape
from types import MappingProxyType

from markupsafe import Markup

from publisher.rendering.pictures import Caption, Dot, Picture, Tie

# Where words stand beside their dot: to which side of it, and which of their ends is there.
AWAY: Mapping[str, tuple[int, str]] = MappingProxyType(
    {"start": (-1, "end"), "middle": (0, "middle"), "end": (1, "start")}
)
GAP, CAPTION = 6, 13  # units between a dot and its words; and between a caption and the middle of dots below it
BELOW, LEVEL = 18, 5  # units from the middle of a dot down to words below it, beyond its radius, or to words beside it

Number = Callable[[int], str]


def drawing(picture: Picture, number: Number) -> Markup:
    """Return what stands inside of the `svg` element; `number` writes counts in the reader's language."""
    lines = [_tie(tie, picture.dots) for tie in picture.ties]
    lines += (_caption(caption, number) for caption in picture.captions)
    lines += (_dot(dot, number) for dot in picture.dots)
    return Markup("\n".join(lines))


def _tie(tie: Tie, dots: tuple[Dot, ...]) -> str:
    source, target = dots[tie.source], dots[tie.target]
    return (
        f'<line class="tie w{tie.width}" x1="{source.x}" y1="{source.y}" x2="{target.x}" y2="{target.y}"'
        f' data-ends="{tie.source} {tie.target}"><title>{escape(tie.label)}</title></line>'
    )


def _caption(caption: Caption, number: Number) -> str:
    side, anchor = AWAY[caption.side]
    more = f" +{number(caption.more)}" if caption.more else ""
    return (
        f'<text class="caption {caption.side}" x="{caption.x + side * CAPTION}" y="{caption.y + LEVEL}"'
        f' text-anchor="{anchor}" lang="{escape(caption.name.language)}">{escape(caption.label)}{more}</text>'
    )


def _dot(dot: Dot, number: Number) -> str:
    name, kind = dot.name, dot.kind
    marks = f"{' here' if dot.is_here else ''}{' minor' if dot.is_minor else ''}"
    of = f' data-kind="{escape(kind.iri)}"' if kind else ""
    here = ' aria-current="true"' if dot.is_here else ""
    told = "".join(_told(dot, number))
    return (
        f'<a class="dot {dot.side} k{dot.colour}{marks}" href="{escape(name.about or name.href)}"'
        f' data-iri="{escape(name.iri)}"{of}{here}><title>{told}</title>'
        f'<circle cx="{dot.x}" cy="{dot.y}" r="{dot.radius}"/>{_label(dot, number) if dot.label else ""}</a>'
    )


def _told(dot: Dot, number: Number) -> Iterator[str]:
    yield escape(dot.name.text)
    if dot.kind:
        yield f" ({escape(dot.kind.text)})"
    if dot.total is not None:
        yield f": {number(dot.total)}"


def _label(dot: Dot, number: Number) -> str:
    side, anchor = AWAY[dot.side]
    y = dot.y + (LEVEL if side else dot.radius + BELOW)
    total = "" if dot.total is None else f' <tspan class="total">{number(dot.total)}</tspan>'
    words = escape(dot.label)
    if side and dot.wider != dot.label:
        words = f'<tspan class="brief">{words}</tspan><tspan class="wider">{escape(dot.wider)}</tspan>'
    return (
        f'<text x="{dot.x + side * (dot.radius + GAP)}" y="{y}" text-anchor="{anchor}"'
        f' lang="{escape(dot.name.language)}">{words}{total}</text>'
    )
