"""The messages of the wire, from which the OpenAPI document is generated.

Rule: the predecessor's four requests may carry members we do not know (old clients send some, and they are ignored);
the newer ones may not, so that a misspelt member is never dropped in silence. A member we know must be right. `null`
and the empty string count as not given. Every answer is built from a model here.
"""
