"""Static files: names that change with their content, and one stylesheet that needs nobody else."""

import re
from pathlib import Path

from publisher.rendering.assets import Assets
from publisher.rendering.frame import WEB


def test_a_file_is_found_by_its_plain_and_its_hashed_name() -> None:
    assets = Assets(WEB / "static")
    asset = assets.find("style.css")
    assert asset is not None
    assert re.fullmatch(r"style\.[0-9a-f]{12}\.css", asset.hashed_name)
    assert assets.find(assets.hashed_name("style.css")) is asset
    assert asset.media_type == "text/css; charset=utf-8"
    assert assets.find("../templates/base.html") is None


def test_another_content_has_another_name(tmp_path: Path) -> None:
    names = []
    for content in ("a", "b"):
        (tmp_path / "x.css").write_text(content)
        names.append(Assets(tmp_path).hashed_name("x.css"))
    assert names[0] != names[1]


def test_icons_have_their_types() -> None:
    types = {asset.name: asset.media_type for asset in Assets(WEB / "static")}
    assert (types["favicon.svg"], types["favicon.ico"]) == ("image/svg+xml", "image/x-icon")


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_text_has_enough_contrast_in_both_themes() -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1; 1.4.11: 3 to 1 for the edges of controls."""
    style = (WEB / "static" / "style.css").read_text(encoding="utf-8")
    tokens = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", style)
    for theme in ({name: one for name, one, _ in tokens}, {name: other for name, _, other in tokens}):
        for ground in ("ground", "raised", "notice"):
            for ink in ("ink", "quiet", "link"):
                assert _contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
        for ink in ("good", "bad"):
            assert _contrast(theme[ink], theme["ground"]) >= 4.5, ink
        assert _contrast(theme["on-mark"], theme["mark"]) >= 4.5
        assert _contrast(theme["edge"], theme["ground"]) >= 3


def test_the_stylesheet_names_colours_only_among_its_tokens_and_asks_nobody() -> None:
    style = (WEB / "static" / "style.css").read_text(encoding="utf-8")
    rules = re.sub(r":root \{.*?\}", "", style, flags=re.S)
    assert not re.search(r"#[0-9a-f]{3,8}\b(?!\()", rules)
    assert "url(" not in style
    assert "@import" not in style
