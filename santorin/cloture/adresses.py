"""The word of a portée in an address: an épreuve, or what one établissement has of it (« 12 », « 12-0350030P »)."""

from django.urls import register_converter

PORTEE = "<portee:cle>"


class MotDePortee:
    """As it is: the view looks for it within the person's perimeter."""

    regex = "[0-9]{1,15}(?:-[0-9]{7}[A-Za-z])?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(MotDePortee, "portee")
