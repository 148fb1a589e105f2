package import ApusTensor

/// Is told what recording and a backward walk do, as they do it: for checks of checks, and for what wants to know when a
/// gradient is there.
///
///     Observation.$observer.withValue(MyObserver()) { loss.backward() }
package protocol BackwardObserver: Sendable {
  /// A rule gave the gradient of one of its inputs, not yet brought to the input's shape. What is returned goes on in its
  /// place.
  func gradient(_ gradient: Tensor, at site: BackwardSite) -> Tensor

  /// All gradients of `leaf` that this walk brings have arrived.
  func isComplete(_ leaf: Tensor)

  /// A fused primitive was recorded: its kernel gave `outputs`, and `twin` is the same function of primitives.
  func recorded(
    fused name: String, inputs: [Tensor], outputs: [NDArray], twin: ([Tensor]) -> [Tensor])
}

extension BackwardObserver {
  package func gradient(_ gradient: Tensor, at _: BackwardSite) -> Tensor { gradient }
  package func isComplete(_: Tensor) {}
  package func recorded(
    fused _: String, inputs _: [Tensor], outputs _: [NDArray], twin _: ([Tensor]) -> [Tensor]
  ) {}
}

package enum Observation {
  /// Whom this task's walks tell.
  @TaskLocal package static var observer: (any BackwardObserver)?
}

/// Where a step's rule gives the gradient of one of its inputs.
package struct BackwardSite {
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

/// How many edges have yet to bring a gradient to each leaf.
struct IncompleteLeaves {
  private var edges: [ObjectIdentifier: Int] = [:]

  init(_ nodes: [Node]) {
    for node in nodes { for leaf in node.leaves { edges[ObjectIdentifier(leaf), default: 0] += 1 } }
  }

  /// The leaves that wait for nothing once `node` has been visited.
  mutating func leaves(completedBy node: Node) -> [Tensor] {
    node.leaves.filter { leaf in
      edges[ObjectIdentifier(leaf)]! -= 1
      return edges[ObjectIdentifier(leaf)] == 0
    }
  }
}

extension Node {
  fileprivate var leaves: [Tensor] {
    edges.compactMap { if case .leaf(let leaf) = $0.target { leaf } else { nil } }
  }
}
