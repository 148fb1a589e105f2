import ApusAutograd
import ApusNN
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

/// Assignments that would leave something untrained, or that cannot be.
@Suite struct AssignmentTrapTests {
  /// Replaces wrappers after it was made.
  private final class Reset: Module, Layer {
    @Parameter var w = Tensor([1])
    @Parameter var list = [Tensor([1])]

    func renew() { _w = Parameter(wrappedValue: Tensor([2])) }
    func lengthen() { _list = Parameter(wrappedValue: list + [Tensor([2])]) }
    func keep() { _list = Parameter(wrappedValue: list) }
    func callAsFunction(_ x: Tensor) -> Tensor { x * w }
  }

  /// Where no optimizer goes on with the old tensors, or one has the new ones.
  @Test func wrappersThatMayBeReplaced() {
    let reset = Reset()
    _ = reset.parameters
    reset.renew()
    let optimizer = SGD(reset.parameters)
    reset.keep()
    #expect(reset.parameters.map(\.shape) == [[1], [1]])
    withExtendedLifetime(optimizer) {}
  }

  static let mistakes: [Mistake] = [
    Mistake("a parameter is a recorded result of shape [2, 2]; assign inside noGrad { }") {
      let part = Part()
      part.weight = part.weight.clamp(min: 0)
    },
    Mistake("assign inside noGrad { }, or detach() it") {
      let part = Part()
      part.weight *= 0.5
    },
    Mistake("assign inside noGrad { }, or detach() it") { Part().list[0] *= 2 },
    Mistake("assign inside noGrad { }, or detach() it") {
      let part = Part()
      part.shift = part.weight[0]
    },
    Mistake("assign inside noGrad { }, or detach() it") {
      let part = Part()
      part.mean = 0.9 * part.mean + 0.1 * part.weight.mean(dim: 0)
    },
    Mistake("assign inside noGrad { }, or detach() it") {
      final class Recorded: Module {
        @Parameter var weight: Tensor
        init(_ x: Tensor) { weight = x * 2 }
      }
      _ = Recorded(Part().weight)
    },
    Mistake("assign inside noGrad { }, or detach() it") {
      ParameterList().append("a", Part().weight * 2)
    },
    Mistake("buffers are not trained; detach() it, or declare a @Parameter") {
      Part().mean = Part().weight
    },
    Mistake("buffers are not trained; detach() it, or declare a @Parameter") {
      Part().last = Tensor([1], requiresGrad: true)
    },
    Mistake(
      "Part: an optimizer updates the parameter of float32 [2, 2], and would not update the tensor of "
        + "float32 [3, 2] that is assigned"
    ) {
      let part = Part()
      let optimizer = SGD(part.parameters)
      part.weight = .zeros(3, 2)
      _ = optimizer
    },
    Mistake("would not update the tensor of float64 [2, 2]") {
      let part = Part()
      let optimizer = SGD(part.parameters)
      noGrad { part.weight = part.weight.to(.float64) }
      _ = optimizer
    },
    // Tied to a tensor that no optimizer has, and to a leaf of one's own.
    Mistake("would not update the tensor of float32 [2, 2]") {
      let (a, b) = (Part(), Part())
      let optimizer = SGD(a.parameters)
      a.weight = b.weight
      _ = optimizer
    },
    Mistake("would not update the tensor of float32 [2, 2]") {
      let part = Part()
      let optimizer = SGD(part.parameters)
      part.weight = .ones(2, 2, requiresGrad: true)
      _ = optimizer
    },
    Mistake("Part: an optimizer updates parameters of this module, and would not update the one") {
      let part = Part()
      let optimizer = SGD([part.weight])
      part.shift = .zeros(2)
      _ = optimizer
    },
    Mistake("would not update the one of float32 [3] that is added") {
      let part = Part()
      let optimizer = SGD([part.weight])
      part.list.append(.zeros(3))
      _ = optimizer
    },
    Mistake("would not update the one of float32 [3] that is added") {
      let part = Part()
      let optimizer = SGD(part.parameters)
      part.list.insert(.zeros(3), at: 0)
      _ = optimizer
    },
    // A parameter of a child counts too.
    Mistake("Late: an optimizer updates parameters of this module") {
      let late = Late(Part())
      let optimizer = SGD([late.twin.weight])
      late.bias = .zeros(2)
      _ = optimizer
    },
    Mistake("Reset: 'w' has a new wrapper, _w, whose tensors no optimizer updates") {
      let reset = Reset()
      let optimizer = SGD(reset.parameters)
      reset.renew()
      reset.zeroGrad()
      _ = optimizer
    },
    Mistake("Reset '0': 'list' has a new wrapper") {
      let net = Sequential(Reset())
      let optimizer = SGD(net.parameters)
      (net[0] as? Reset)?.lengthen()
      _ = net.parameters
      _ = optimizer
    },
    Mistake("Forgetful: the parameter 'weight' was never assigned") {
      final class Forgetful: Module {
        @Parameter var weight: Tensor
        override init() { super.init() }
      }
      _ = Forgetful().parameters
    },
    Mistake("Forgetful: a buffer is read before it is assigned") {
      final class Forgetful: Module {
        @Buffer var scale: Tensor
        override init() { super.init() }
      }
      _ = Forgetful().scale
    },
  ]

  @Test(arguments: mistakes.indices) func traps(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      AssignmentTrapTests.mistakes[index].body()
    }
    let expected = AssignmentTrapTests.mistakes[index].expected
    #expect(result.says(expected), "\(expected): \(result?.standardErrorContent.count ?? 0) bytes")
  }
}
