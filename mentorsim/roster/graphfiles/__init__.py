"""Graphs of real people from files in GraphML, GEXF, GML and for Pajek; other kinds of graph files by their names.

networkx reads these formats too. It does not say in which line an edge stands, and where a file is in doubt it goes on:
two nodes of one name become one, of two edges with one id the last one stands, Pajek's edges behind arcs become arcs.
Here each of these is a fault with its line; tests hold the readers to what networkx writes.
"""
