/// Why `gradCheck` does not accept a derivative. Printing it tells the whole story in a paragraph.
public struct GradCheckFailure: Error, Equatable, CustomStringConvertible {
  public enum Reason: Sendable {
    /// Analytic and numeric derivatives differ.
    case mismatch
    /// Two evaluations at the same values differ.
    case notDeterministic
    /// No gradient flows from the result to any input.
    case noDependence
    /// The result or its gradient is NaN or infinite.
    case notFinite
    /// The gradient with `createGraph` is not the one without.
    case recordedGradientDiffers
  }

  /// 1 for a gradient, 2 for the derivative of a gradient.
  public let order: Int
  public let reason: Reason
  public let description: String

  init(order: Int, _ reason: Reason, _ text: String) {
    self.order = order
    self.reason = reason
    description = "gradCheck of order \(order): " + text
  }
}
