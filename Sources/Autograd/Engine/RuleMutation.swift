/// A wrong derivative put in the place of a right one, to see whether a check notices.
///
///     RuleMutation.$current.withValue(RuleMutation { gradient, _ in -gradient }) { ... }
package struct RuleMutation: Sendable {
  /// Where a step's rule gives the gradient of one of its inputs.
  package struct Site {
    /// The step's name: "exp", "lstmLayer".
    package let step: String
    /// Which of its inputs.
    package let input: Int
    package let inputShape: [Int]
    /// The gradients of the step's results; nil where nobody used one.
    package let upstream: [Tensor?]
    /// The values of all inputs, where the rule reads them.
    package let inputs: [Tensor?]
    /// Which of the inputs' gradients are asked for.
    package let needs: [Bool]
    /// The twin of a fused primitive.
    package let twin: (([Tensor]) -> [Tensor])?
    /// The step's result, where the rule reads it.
    package let result: Tensor?
    /// Whether the gradient will be differentiated.
    package let isRecorded: Bool
  }

  /// From the right gradient, before it is summed to its input's shape, to another one.
  let change: @Sendable (_ right: Tensor, _ site: Site) -> Tensor

  package init(_ change: @escaping @Sendable (_ right: Tensor, _ site: Site) -> Tensor) {
    self.change = change
  }

  @TaskLocal package static var current: RuleMutation?
}
