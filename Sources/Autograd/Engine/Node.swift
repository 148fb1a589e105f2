package import ApusTensor
import CApusKernels

/// A recorded step: where its inputs came from and how a gradient is pulled back to each of them.
package final class Node {
  private let function: StaticString
  let outputCount: Int

  /// How the gradients of the inputs are found; nil once `backward` has used and released the step.
  private(set) var rule: Rule?

  /// The first result's value, kept only for rules that read it.
  private(set) var result: NDArray?

  /// Scratch of the backward run that is under way: its mark, whether a gradient is wanted here, whether it
  /// has yet to come here, and what has arrived for each output.
  var mark = 0
  var isNeeded = true
  var isWaiting = false
  var gradients: [Tensor?] = []

  enum Rule {
    /// One pullback an input.
    case edges([Edge])
    /// All inputs at once, from the gradient of the result and the result.
    case joint([Edge], (Tensor, Tensor) -> [Tensor])
    /// Of all results, by a kernel.
    case fused([Edge], FusedRule)
  }

  /// - Parameter function: the operation, as `#function` gives it: "exp()" or "*(_:_:)".
  init(_ function: StaticString, outputCount: Int = 1, _ rule: Rule, result: NDArray? = nil) {
    self.function = function
    self.outputCount = outputCount
    self.rule = rule
    self.result = result
  }

  /// "exp" or "*".
  package var name: String { Node.name(of: function) }

  static func name(of function: StaticString) -> String {
    String("\(function)".prefix { $0 != "(" })
  }

  package var edges: [Edge] {
    switch rule {
    case .edges(let edges), .joint(let edges, _), .fused(let edges, _): edges
    case nil: []
    }
  }

  /// The twin of a fused primitive.
  var twin: (([Tensor]) -> [Tensor])? {
    if case .fused(_, let fused) = rule { fused.twin } else { nil }
  }

  /// Lets go of everything that differentiation would have needed.
  func release() {
    result = nil
    ReleaseQueue.drop(&rule)
  }

  deinit {
    ReleaseQueue.drop(&rule)
  }
}

/// The way from a step back to one of its inputs.
package struct Edge {
  /// Where the gradient goes.
  package let target: Target
  /// What the gradient is brought to: the rules do not know of broadcasting.
  let dims: Shape
  package let dtype: DType
  /// For a rule that reads its inputs: the input, and its version when the step was recorded.
  let read: (tensor: Tensor, version: Int)?
  let pullback: Pullback

  package enum Target {
    case leaf(Tensor)
    case node(Node, output: Int)
    /// The input needs no gradient.
    case none
  }

  enum Pullback {
    case ofGradient((Tensor) -> Tensor)
    case ofGradientAndResult((Tensor, Tensor) -> Tensor)
    case ofPart(PartRule)
    /// The step's rule knows.
    case ofStep
  }

  init(_ input: Tensor, reads: Bool, _ pullback: Pullback) {
    dims = input.array.dims
    dtype = input.dtype
    read = reads ? (input, input.version) : nil
    self.pullback = pullback
    if let node = input.node {
      target = .node(node, output: input.outputIndex)
    } else {
      target = input.requiresGrad ? .leaf(input) : .none
    }
  }

  var readsResult: Bool {
    if case .ofGradientAndResult = pullback { true } else { false }
  }

  /// Whether gradients flow along.
  var isWanted: Bool {
    if case .none = target { false } else { true }
  }
}

/// Frees graphs of any depth without recursion.
///
/// Dropping a rule frees its inputs' steps, whose `deinit` drops their rules, and so on: a recursion as
/// deep as the graph. Here only the outermost drop of a thread frees, and the inner ones queue up.
private final class ReleaseQueue {
  private var rules: [Node.Rule] = []

  /// Takes the rule out of its step, so that nothing but the queue holds it, and frees it: what the step
  /// still held would be freed only after the call, on its caller's stack.
  @inline(never)
  static func drop(_ rule: inout Node.Rule?) {
    guard rule != nil else { return }
    let slot = k_thread_slot()!
    if let running = slot.pointee {
      Unmanaged<ReleaseQueue>.fromOpaque(running).takeUnretainedValue().rules.append(rule.take()!)
      return
    }
    let queue = ReleaseQueue()
    slot.pointee = Unmanaged.passUnretained(queue).toOpaque()
    queue.rules.append(rule.take()!)
    withExtendedLifetime(queue) {
      while !queue.rules.isEmpty { queue.freeLast() }
    }
    slot.pointee = nil
  }

  /// What the rule held is freed here, and queues up in turn.
  @inline(never)
  private func freeLast() { _ = rules.popLast() }
}
