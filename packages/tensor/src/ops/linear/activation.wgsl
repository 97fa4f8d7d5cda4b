// Replaced below once the activations' own texts exist.
