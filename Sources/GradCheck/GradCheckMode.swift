/// How thoroughly `gradCheck` looks.
public enum GradCheckMode: Sendable {
  /// Along two random directions an input, however large it is; elements of 2 and more have directions of
  /// their own, two for each power of two. Where they disagree, the input is searched for the place. The
  /// tolerance grows with the square root of the number of elements, and of elements whose derivatives
  /// are much smaller than those of others mistakes may not show.
  case fast
  /// Slow where inputs and results have up to 1,000 elements each; for second derivatives, where inputs
  /// and the gradient from above have up to 100 together. Fast otherwise.
  case automatic
  /// Every entry of the Jacobian.
  case slow
}
