"""The customizable contraction hierarchy: worked out once per road map, once per speed profile, and per question.

Dibbelt, Strasser, Wagner: Customizable Contraction Hierarchies, J. Exp. Algorithmics 21 (2016), doi:10.1145/2886843.
Delling, Goldberg, Nowatzyk, Werneck: PHAST, J. Parallel Distrib. Comput. 73 (2013), doi:10.1016/j.jpdc.2012.02.007.
"""
