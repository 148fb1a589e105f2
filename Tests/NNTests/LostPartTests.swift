import ApusAutograd
import ApusNN
import ApusOptim
import ApusTensor
import ApusTestSupport
import FoundationEssentials
import Synchronization
import Testing

/// Modules and trainable tensors are found or refused, wherever a module holds them.
@Suite(.ownRandomNumbers) struct LostPartTests {
  private struct Box<Content> { let content: Content }
  private final class Plain {
    var content: Any?
    init(_ content: Any?) { self.content = content }
  }
  private class Base { let hidden: Linear? = Linear(1, 1) }
  private final class Derived: Base { let number = 1 }
  private enum Choice {
    case none
    case some(Linear)
    case pair(name: String, [Int: Tensor])
  }
  private enum Masked: CustomReflectable {
    case none
    case some(Linear)
    indirect case nested(Masked)
    var customMirror: Mirror { Mirror(self, children: []) }
  }
  private struct Tree { var children: [Tree], leaf: Tensor? }
  private final class Wrapped { @Parameter var weight = Tensor([1]) }
  private protocol Anything {}
  private struct Opaque: Anything { let fc = Linear(1, 1) }
  private final class Holder<Content>: Module {
    let content: Content
    init(_ content: Content) { self.content = content }
  }

  private static func weight() -> Tensor { Tensor([1, 2], requiresGrad: true) }

  /// The innermost of 100,000 objects.
  private static func chain() -> Plain {
    let chain = Plain(nil)
    var last = chain
    for _ in 0..<100_000 {
      let next = Plain(nil)
      last.content = next
      last = next
    }
    last.content = weight()
    return chain
  }

  fileprivate static let lost: [@Sendable () -> Module] = [
    { Holder(["a": Linear(2, 1)]) },
    { Holder(["a": weight()]) },
    { Holder([1: ["a": weight()]]) },
    { Holder(["a": [Linear(1, 1)]]) },
    { Holder([[[Linear(1, 1)]]]) },
    { Holder([Tensor](repeating: .zeros(1), count: 5) + [weight()]) },
    { Holder(Box(content: Box(content: Box(content: Linear(1, 1))))) },
    { Holder(Box(content: Box(content: Box(content: [weight()])))) },
    { Holder(Plain(Linear(1, 1))) },
    { Holder(Plain(Plain(["a": Plain([1, weight()] as [Any])]))) },
    { Holder(Derived()) },
    { Holder(Choice.some(Linear(1, 1))) },
    { Holder(Choice.pair(name: "a", [1: weight()])) },
    { Holder(Masked.some(Linear(1, 1))) },
    { Holder([Masked.none, .nested(.nested(.some(Linear(1, 1))))]) },
    { Holder((1, (name: "a", Linear(1, 1)))) },
    { Holder([1, "a", Linear(1, 1)] as [Any]) },
    {
      Holder(
        Tree(children: [Tree(children: [Tree(children: [], leaf: weight())], leaf: nil)], leaf: nil)
      )
    },
    { Holder(Wrapped()) },
    { Holder(Opaque() as any Anything) },
    { Holder([Opaque() as any Anything]) },
    { Holder(weight() as AnyObject) },
    { Holder(Optional(Optional(weight()))) },
    { Holder(ContiguousArray([Linear(1, 1)])) },
    { Holder([0, 1, 2, weight()].suffix(1)) },
    { Holder(Set([ObjectKey(Linear(1, 1))])) },
    { Holder([weight(), weight()] as [2 of Tensor]) },
    { Holder([ObjectKey(Linear(1, 1)): 1].keys) },
    { Holder([1: [Linear(1, 1)] as [1 of Linear]].values) },
    { Holder(Result<Tensor, CancellationError>.success(weight())) },
    { Holder([AnyHashable("a"): Linear(1, 1)]) },
    { Holder(SGD([weight()])) },
    { Holder(chain()) },
  ]

  private struct ObjectKey: Hashable {
    let module: Module
    init(_ module: Module) { self.module = module }
    static func == (a: ObjectKey, b: ObjectKey) -> Bool { a.module === b.module }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(module)) }
  }

  @Test(arguments: lost.indices) func refused(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      _ = LostPartTests.lost[index]().parameters
    }
    #expect(result.says("Holder<"), "number \(index)")
    #expect(result.says("the property 'content' holds"), "number \(index)")
  }

  /// Also where the module stands deep in a model, and in whatever asks for its parts.
  @Test func refusedWithin() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        final class Middle: Module { let inner = [Holder(["a": Linear(1, 1)])] }
        Middle().train()
      }.says("Holder<Dictionary<String, Linear>> 'inner.0': the property 'content' holds modules"))
  }

  // MARK: - Found

  private final class Lists: Module {
    var holes: [Linear?] = [nil, nil, nil, nil, Linear(1, 2, bias: false)]
    var layers: [any Layer]? = [Linear(1, 1, bias: false), ReLU()]
    var modules: [Module] = [Linear(1, 3, bias: false)]
    var one: (any Layer)? = Linear(1, 4, bias: false)
    var anything: Any = Linear(1, 5, bias: false)
    var object: AnyObject? = Linear(1, 6, bias: false)
    var none: [Linear?] = [nil, nil]
  }

  @Test func foundInOptionalsAndArrays() {
    let lists = Lists()
    #expect(
      lists.namedParameters.map(\.name) == [
        "holes.4.weight", "layers.0.weight", "modules.0.weight", "one.weight", "anything.weight",
        "object.weight",
      ])
    #expect(
      "\(lists)".contains("(holes): ModuleList(\n    (4): Linear(in_features=1, out_features=2"))
  }

  /// What is found elsewhere may also be referred to: an optimizer, a table of layers by name.
  private final class Trainer: Module {
    let net = Linear(2, 2)
    let byName: [String: Linear]
    let weight: Tensor
    let optimizer: SGD

    override init() {
      byName = ["net": net]
      weight = net.weight
      optimizer = SGD(net.parameters)
    }
  }

  @Test func foundElsewhere() {
    #expect(Trainer().namedParameters.map(\.name) == ["net.weight", "net.bias"])
  }

  // MARK: - Left alone

  private final class Tied: Module {
    weak var parent: Linear?
    unowned var owner: Plain
    unowned(unsafe) var other: Linear
    var weakly: Weak
    struct Weak { weak var module: Module? }

    init(_ linear: Linear, _ owner: Plain) {
      (parent, other, weakly, self.owner) = (linear, linear, Weak(module: linear), owner)
    }
  }

  @Test func weakAndUnownedReferencesAreNotFollowed() {
    let (linear, plain) = (Linear(1, 1), Plain(Linear(1, 1)))
    #expect(Tied(linear, plain).parameters.isEmpty)
    withExtendedLifetime((linear, plain)) {}
  }

  private final class Cycle: Module {
    var whole: Module?
    var ring = Plain(nil)
    let fc = Linear(1, 1)
  }

  @Test func cyclesEnd() {
    let (outer, inner) = (Cycle(), Cycle())
    outer.whole = inner
    inner.whole = outer
    outer.ring.content = [outer.ring]
    defer { (outer.whole, outer.ring.content) = (nil, nil) }
    #expect(
      outer.namedParameters.map(\.name) == [
        "whole.fc.weight", "whole.fc.bias", "fc.weight", "fc.bias",
      ])
  }

  private final class Harmless: Module {
    let numbers = [1.5, 2], names = ["a": ["b"]], table = [[1, 2], [3]], file = URL(filePath: "/a")
    let activation: (Tensor) -> Tensor = { $0.relu() }
    let mask = Tensor([1, 0]), arrays = [NDArray([1])], optional: Tensor? = nil
    var cache: Any?, last: Tensor?
    let lock = Mutex([1]), count = Atomic(1)
    let choice = Choice.none, masked = Masked.nested(.none)
    let pair = (1, "a"), type: Any.Type = Linear.self
    lazy var scale = Tensor([2])
    let plain = Plain(Box(content: "a")), generator = Generator(seed: 1)
  }

  /// Among them constants and recorded results, locks, functions and whatever has no parts.
  @Test func allElseIsLeftAlone() {
    let module = Harmless()
    module.last = Linear(2, 2)(module.mask)
    module.cache = ["a": module.last as Any, "b": module.scale]
    #expect(module.parameters.isEmpty)
    #expect(module.lock.withLock { $0 } == [1])
  }

  @Test func lazyPartsAreRefusedBeforeTheirFirstUse() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        final class Late: Module { lazy var fc = Linear(2, 1) }
        _ = Late().parameters
      }.says("a lazy property cannot be a part of a module"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        final class Late: Module { lazy var layers = [Linear(2, 1)] }
        let late = Late()
        _ = late.layers
        _ = late.parameters
      }.says("a lazy property cannot be a part of a module"))
  }
}
