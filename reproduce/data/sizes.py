"""Numbers of training images, by data set. Imports nothing."""

MNIST = 60000  # they come first where one file has all of them
DIGITS = 1500  # of 1,797; the rest are the test images
ROTATED = 1500  # at most: "1500 training samples of rotated samples of MNIST" (section IV)
