"""Pictures, one file each, drawn with Matplotlib from arrays that `reproduce` computes."""
