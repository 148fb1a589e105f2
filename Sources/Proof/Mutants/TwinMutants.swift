import ApusAutograd
import ApusTensor
import Synchronization

/// Mistakes in the derivative of a fused primitive: each is that of its twin with one edge of the graph cut, so that no
/// gradient flows along it.
func twinMutants(of step: String, _ cases: [GradCase]) -> [Mutant] {
  let graphs = cases.map { (example: $0, edges: edges(of: step, $0)) }
  // Of the graphs that are small enough to try every edge, the largest: it has most of what there is to forget.
  guard
    let (example, edges) = graphs.filter({ (1...80).contains($0.edges.count) })
      .max(by: { $0.edges.count < $1.edges.count })
  else { return [] }
  return edges.enumerated().map { number, edge in
    let cut = CutTwin(number)
    return Mutant(
      mistake: "a cut edge of the twin's graph", rule: Rule(step: step, input: nil),
      cases: [example], place: "edge \(number), \(edge)"
    ) { _, site in cut.gradient(at: site) }
  }
}

/// The edges of a twin's graph in the order in which a backward walk goes along them.
private func edges(of step: String, _ example: GradCase) -> [String] {
  let found = Mutex<[String]?>(nil)
  RuleMutation { right, site in
    guard site.step == step, site.twin != nil, found.withLock({ $0 == nil }) else { return right }
    found.withLock { $0 = [] }
    let log = EdgeLog()
    _ = Observation.$observer.withValue(log) { twinDerivatives(at: site) }
    found.withLock { $0 = log.edges }
    return right
  }.run { example.differentiateTwice(.contiguous) }
  return found.withLock { $0 } ?? []
}

/// The gradients of all inputs of the site's step by the twin.
private func twinDerivatives(at site: BackwardSite) -> [Tensor?] {
  guard let twin = site.twin else { return site.inputs.map { _ in nil } }
  return derivative(
    of: twin, at: site.inputs.map { $0! }, site.upstream, site.needs, recorded: site.isRecorded)
}

/// What a twin gives with an edge cut. A step's inputs ask for their gradients one after the other: all are found for
/// the first of them.
private final class CutTwin: @unchecked Sendable {
  private let number: Int
  private var last: BackwardSite?
  private var gradients: [Tensor?] = []

  init(_ number: Int) { self.number = number }

  func gradient(at site: BackwardSite) -> Tensor? {
    if last?.isOfSameStep(as: site) != true {
      gradients = Observation.$observer.withValue(EdgeCut(number)) { twinDerivatives(at: site) }
    }
    last = site
    return gradients[site.input]
  }
}

extension BackwardSite {
  /// Whether both are inputs of one step in one walk.
  fileprivate func isOfSameStep(as other: BackwardSite) -> Bool {
    needs == other.needs && isRecorded == other.isRecorded && input < other.input
      && zip(inputs, other.inputs).allSatisfy { $0 === $1 }
      && zip(upstream, other.upstream).allSatisfy { $0 === $1 }
  }
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
