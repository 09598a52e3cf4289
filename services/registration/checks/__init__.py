"""What rules ask of more than one aggregate: held against what is stored, for those who change and those who only ask.

Nothing here writes. A module an area.
"""
