/// Why `gradCheck` does not accept a derivative. Printing it tells the whole story in a few lines.
public struct GradCheckFailure: Error, CustomStringConvertible {
  public enum Reason: Sendable {
    /// Analytic and numeric derivatives differ; nothing explains how.
    case mismatch
    /// Analytic is the same multiple of numeric wherever it is wrong.
    case factor
    /// Analytic is numeric with rows and columns exchanged.
    case transposed
    /// Gradients do not flow from the result to an input; or they do, and the result does not depend on it.
    case independent
    /// The gradient does not follow the gradient from above: it is ignored, or used twice.
    case nonlinear
    /// No derivative exists there: those from below and from above differ, or the function jumps.
    case kink
    /// The result is so large that its rounding alone explains the difference.
    case rounding
    /// No derivative is larger than `atol`, which would let any mistake pass.
    case tooSmall
    /// An input is float32, or the function works in float32 somewhere.
    case float32
    /// Two evaluations at the same values differ.
    case notDeterministic
    /// The result, its gradient, or the function a step away is NaN or infinite.
    case notFinite
    /// The size of the result depends on the values.
    case shapeChanges
    /// A gradient, or its derivative, is another where some inputs' gradients are not asked for.
    case subsetDiffers
    /// A fused primitive's kernel and its twin give different values or gradients.
    case twinDiffers
    /// The check was asked for something that makes no sense.
    case misuse
  }

  /// One derivative of one element of a result.
  public struct Entry: Sendable {
    /// What was differentiated with respect to: "input 1", "parameter fc.weight".
    public let name: String
    /// The element of it.
    public let index: [Int]
    /// The element of the result, in words.
    public let result: String
    public let analytic, numeric: Double
    /// How many times as large as allowed the error is.
    public let errorOverTolerance: Double
  }

  /// 1 for a gradient, 2 for the derivative of a gradient.
  public let order: Int
  public let reason: Reason
  /// The entry that is furthest off; nil where none was found.
  public let worst: Entry?
  /// How many of the compared entries of that input were wrong.
  public let wrongCount: Int
  public let comparedCount: Int
  public let description: String

  /// Without entries.
  package init(order: Int = 1, _ reason: Reason, _ headline: String, because explanation: String) {
    self.init(
      order: order, reason, worst: nil, wrong: (0, 0),
      (reason == .misuse ? "gradCheck" : "gradCheck of order \(order)")
        + ": \(headline)\n  reason  \(explanation)")
  }

  init(
    order: Int, _ reason: Reason, worst: Entry?, wrong: (count: Int, of: Int), _ text: String
  ) {
    (self.order, self.reason, self.worst) = (order, reason, worst)
    (wrongCount, comparedCount) = wrong
    description = text
  }
}
