"""The README's pictures: the demo city's pages, photographed in a browser."""
