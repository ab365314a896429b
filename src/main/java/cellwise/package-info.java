/**
 * Small composable steps that walk through TensorFlow's CIFAR-10 tutorial; see the packages below.
 */
package cellwise;
