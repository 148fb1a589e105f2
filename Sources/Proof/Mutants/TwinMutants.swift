import ApusAutograd
import ApusTensor
import Synchronization

/// Mistakes in the derivative of a fused primitive: each is that of its twin with one edge of the graph cut, so that no
/// gradient flows along it.
func twinMutants(of step: String, _ cases: [GradCase]) -> [Mutant] {
  let graphs = cases.map { (example: $0, edges: edges(of: step, $0)) }
  // Of the graphs that are small enough to try every edge, the largest: it has most of what there is to forget.
  guard
    let (example, edges) = graphs.filter({ (1...200).contains($0.edges.count) })
      .max(by: { $0.edges.count < $1.edges.count })
  else { return [] }
  return edges.enumerated().map { number, edge in
    Mutant(
      mistake: "a cut edge of the twin's graph", rule: Rule(step: step, input: nil),
      cases: [example], place: "edge \(number), \(edge)"
    ) { _, site in
      Observation.$observer.withValue(EdgeCut(number)) { twinDerivative(at: site) }
    }
  }
}

/// The edges of a twin's graph in the order in which a backward walk goes along them.
private func edges(of step: String, _ example: GradCase) -> [String] {
  let found = Mutex<[String]?>(nil)
  RuleMutation { right, site in
    guard site.step == step, site.twin != nil, found.withLock({ $0 == nil }) else { return right }
    found.withLock { $0 = [] }
    let log = EdgeLog()
    _ = Observation.$observer.withValue(log) { twinDerivative(at: site) }
    found.withLock { $0 = log.edges }
    return right
  }.run { example.differentiateTwice(.contiguous) }
  return found.withLock { $0 } ?? []
}

/// The gradient of the site's input by the twin.
private func twinDerivative(at site: BackwardSite) -> Tensor? {
  guard let twin = site.twin else { return nil }
  return derivative(
    of: twin, at: site.inputs.map { $0! }, site.upstream, site.needs, recorded: site.isRecorded)[
      site.input]
}

/// Takes down the edges that a walk goes along.
private final class EdgeLog: BackwardObserver {
  private let list = Mutex<[String]>([])
  var edges: [String] { list.withLock { $0 } }

  func gradient(_ gradient: Tensor, at site: BackwardSite) -> Tensor {
    list.withLock { $0.append("\(Rule(step: site.step, input: site.input))") }
    return gradient
  }
}

/// Stops what flows along one edge of a walk.
private final class EdgeCut: BackwardObserver {
  private let number: Int
  private let passed = Mutex(0)

  init(_ number: Int) { self.number = number }

  func gradient(_ gradient: Tensor, at _: BackwardSite) -> Tensor {
    let place = passed.withLock { place in
      defer { place += 1 }
      return place
    }
    return place == number ? Tensor(.zeros(gradient.shape, dtype: gradient.dtype)) : gradient
  }
}

/// Gradients of a function's inputs, recorded where they will be differentiated.
func derivative(
  of function: ([Tensor]) -> [Tensor], at inputs: [Tensor], _ upstream: [Tensor?],
  _ needs: [Bool], recorded: Bool
) -> [Tensor?] {
  GradMode.$isEnabled.withValue(true) {
    let found = recordedDerivative(of: function, at: inputs, upstream, needs)
    return recorded ? found : found.map { $0?.detach() }
  }
}
