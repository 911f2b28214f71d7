"""The sentence for each constraint component of SHACL, for shapes without a message: what is wrong, how to mend it."""

from collections.abc import Mapping
from types import MappingProxyType

from rdflib import RDF, SH, XSD
from rdflib.term import Node

Texts = tuple[str, str]  # in English and in Japanese

LANGUAGES = ("en", "ja")
# By constraint component of SHACL, sections 4 and 5. {wanted} is the value of the component's parameter; for each
# other word in braces `wording` has a method.
SENTENCES: Mapping[str, Texts] = MappingProxyType(
    {
        "Class": (
            "{what} is not of the class {wanted}; name one that is, or give this one its type",
            "{what}がクラス {wanted} のものではありません。そのクラスのものを指すか、値に型を付けてください",
        ),
        "Datatype": (
            "{what} is not {wanted}; correct its text, its datatype or its language tag",
            "{what}が{wanted}ではありません。文字列、データ型、言語タグのいずれかを直してください",
        ),
        "NodeKind": (
            "{what} is not {wanted}; write it as one",
            "{what}が{wanted}ではありません。種類に合わせて書き直してください",
        ),
        "MinCount": (
            "{path} has {found} and needs at least {wanted}; add what is missing",
            "{path} の値が {found} 個しかありません（{wanted} 個以上必要）。足りない値を加えてください",
        ),
        "MaxCount": (
            "{path} has {found} and may have {wanted} at most; take away what is too much",
            "{path} の値が {found} 個あります（{wanted} 個まで）。余分な値を削除してください",
        ),
        "MinExclusive": (
            "{what} is not greater than {wanted}; correct the value or its datatype",
            "{what}が {wanted} より大きくありません。値かデータ型を直してください",
        ),
        "MinInclusive": (
            "{what} is not {wanted} or greater; correct the value or its datatype",
            "{what}が {wanted} 以上ではありません。値かデータ型を直してください",
        ),
        "MaxExclusive": (
            "{what} is not less than {wanted}; correct the value or its datatype",
            "{what}が {wanted} より小さくありません。値かデータ型を直してください",
        ),
        "MaxInclusive": (
            "{what} is not {wanted} or less; correct the value or its datatype",
            "{what}が {wanted} 以下ではありません。値かデータ型を直してください",
        ),
        "MinLength": (
            "{what} is shorter than the least length, {wanted}; write it in full",
            "{what}が短すぎます（{wanted} 文字以上）。省略せずに書いてください",
        ),
        "MaxLength": (
            "{what} is longer than the greatest length, {wanted}; shorten it",
            "{what}が長すぎます（{wanted} 文字まで）。短くしてください",
        ),
        "Pattern": (
            "{what} does not match the pattern {wanted}; correct it",
            "{what}が正規表現 {wanted} に合いません。直してください",
        ),
        "LanguageIn": (
            "{what} is no text in one of the languages {wanted}; correct its language tag, or add one",
            "{what}が言語タグ {wanted} の付いた文字列ではありません。言語タグを直すか付けてください",
        ),
        "UniqueLang": (
            "{path} has several values in one language ({found}); keep one in each language",
            "{path} に同じ言語の値が複数あります（{found}）。言語ごとに一つだけ残してください",
        ),
        "Equals": (
            "{whats} and those of {wanted} are not the same; give this value to {lacking} too, or take it away",
            "{whats}と {wanted} の値が一致しません。この値を {lacking} にも加えるか、削除してください",
        ),
        "Disjoint": (
            "{whats} and those of {wanted} have this value in common; take it away from one of them",
            "{whats}と {wanted} の値に、共通の値があります。どちらかから削除してください",
        ),
        "LessThan": (
            "{what} is not less than that of {wanted}, or of another datatype; correct one of the two",
            "{what}が {wanted} の値より小さくないか、データ型が違います。どちらかを直してください",
        ),
        "LessThanOrEquals": (
            "{what} is greater than that of {wanted}, or of another datatype; correct one of the two",
            "{what}が {wanted} の値より大きいか、データ型が違います。どちらかを直してください",
        ),
        "Not": (
            "{what} conforms to {wanted} and must not; change what makes it conform, or name another",
            "{what}が {wanted} に適合していますが、適合してはいけません。適合しないように直すか、別の値にしてください",
        ),
        "And": (
            "{what} does not conform to all of {wanted}; mend what keeps it from conforming, or name another",
            "{what}が {wanted} のすべてには適合していません。適合するように直すか、別の値にしてください",
        ),
        "Or": (
            "{what} conforms to none of {wanted}; make it conform to one, or name another",
            "{what}が {wanted} のどれにも適合していません。一つに適合するように直すか、別の値にしてください",
        ),
        "Xone": (
            "{what} does not conform to exactly one of {wanted}; make it conform to one and no other",
            "{what}が {wanted} のうちちょうど一つに適合していません。一つだけに適合するように直してください",
        ),
        "Node": (
            "{what} does not conform to {wanted}; mend it, or name another",
            "{what}が {wanted} に適合していません。直すか、別の値にしてください",
        ),
        "Property": (
            "{what} does not conform to {wanted}; mend it, or name another",
            "{what}が {wanted} に適合していません。直すか、別の値にしてください",
        ),
        "QualifiedMinCount": (
            "{path} needs at least {wanted} of its values to conform to {qualified}; add or mend values",
            "{path} の値のうち {wanted} 個以上が {qualified} に適合しなければなりません。値を加えるか直してください",
        ),
        "QualifiedMaxCount": (
            "{path} may have {wanted} at most of its values conform to {qualified}; take away what is too much",
            "{path} の値のうち {qualified} に適合してよいのは {wanted} 個までです。余分な値を削除してください",
        ),
        "Closed": (
            "{shape} has no property {path}; correct its name, take the triple away, or add the property to the shape",
            "{shape} にプロパティ {path} はありません。名前を直すか、行を削除するか、シェイプに加えてください",
        ),
        "HasValue": (
            "{wanted} is not among {whats}; add it",
            "{whats}に {wanted} がありません。加えてください",
        ),
        "In": (
            "{what} is none of {wanted}; choose one of these",
            "{what}が {wanted} のいずれでもありません。この中から選んでください",
        ),
        "SPARQL": (
            "this is what the query of {shape} looks for as a fault; change the data so that it finds nothing",
            "{shape} のクエリが誤りとして見つけました。見つからなくなるようにデータを直してください",
        ),
    }
)
# What is told instead where the shape has no path, and the value is the thing itself.
WITHOUT_PATH: Mapping[str, Texts] = MappingProxyType(
    {
        "Equals": (
            "this thing must be the one value of its own {wanted}; add it there and take others away",
            "このものの {wanted} の値は、このもの自身だけでなければなりません。加えるか、ほかの値を削除してください",
        ),
        "Disjoint": (
            "this thing must not be a value of its own {wanted}; take it away there",
            "このもの自身が {wanted} の値になっています。削除してください",
        ),
        "HasValue": (
            "this thing is not {wanted}, the one that the shape allows; mend its name or what aims the shape at it",
            "このものは、シェイプが許す {wanted} ではありません。名前か、対象にしている記述を直してください",
        ),
    }
)
# A component of the shapes' own making.
OTHER: Texts = (
    "{what} does not conform to {shape}, which demands {component}; mend it as the shape has it",
    "{what}が {shape} の {component} に適合していません。シェイプに合わせて直してください",
)
# What a node kind is called, and the two datatypes that are written without their names.
KINDS: Mapping[Node, Texts] = MappingProxyType(
    {
        SH.IRI: ("an IRI", " IRI "),
        SH.BlankNode: ("a blank node", "空白ノード"),
        SH.Literal: ("a literal", "リテラル"),
        SH.BlankNodeOrIRI: ("an IRI or a blank node", " IRI または空白ノード"),
        SH.BlankNodeOrLiteral: ("a literal or a blank node", "リテラルまたは空白ノード"),
        SH.IRIOrLiteral: ("an IRI or a literal", " IRI またはリテラル"),
        RDF.langString: ("a text with a language tag", "言語タグ付きの文字列"),
        XSD.string: ("plain text, without datatype or language tag", "データ型も言語タグもない文字列"),
    }
)
