import ApusAutograd
import ApusTensor
import ApusTestSupport
import Testing

/// Mistakes of whoever uses the engine stop the program with a message that says what to do.
@Suite struct MistakeTests {
  static let mistakes: [Mistake] = [
    Mistake("pass retainGraph: true to go through it twice, or detach()") {
      let y = (x * x).sum()
      y.backward()
      y.backward()
    },
    Mistake("backward: the graph of exp was already used and freed") {
      let shared = x.exp()
      shared.sum().backward()
      (shared * 2).sum().backward()
    },
    Mistake("the graph of tanh was already used and freed; pass retainGraph: true") {
      // A recurrent state that is carried on.
      var state = x
      for _ in 0..<2 {
        state = (state * 2).tanh()
        state.sum().backward()
      }
    },
    Mistake("backward: a gradient is implied for one element only, the shape is [2]") {
      (x * x).backward()
    },
    Mistake("grad: the output does not depend on input 0 ([2])") {
      _ = x.sum().grad(wrt: Tensor([1, 2], requiresGrad: true))
    },
    Mistake("size: dim -2 is out of range for shape [2] (-1...0)") { _ = x.size(-2) },
    Mistake("indexSelect: of a single number 1 index, got 2") {
      _ = Tensor(scalar: 5).indexSelect(dim: 0, Tensor([0, 0], dtype: .int64))
    },
    Mistake("narrow: \(Int.max) entries from 1 do not lie within dim 0 of shape [2]") {
      _ = x.narrow(0, start: 1, length: .max)
    },
    Mistake("narrow: 1 entries from \(Int.max) do not lie within dim 0 of shape [2]") {
      _ = x.narrow(0, start: .max, length: 1)
    },
    Mistake("only float32 and float64 tensors can require gradients") {
      _ = Tensor(NDArray([1, 2])).detach(requiresGrad: true)
    },
    Mistake("backward: the gradient's shape [3] differs from the tensor's [2]") {
      (x * x).backward(gradient: .ones(3))
    },
    Mistake("backward: this tensor of shape [] does not require gradients") {
      Tensor([1, 2]).sum().backward()
    },
    Mistake("backward: this tensor of shape [] does not require gradients") {
      noGrad { x.sum() }.backward()
    },
    Mistake("backward: half gives 0 gradients for 1 inputs") {
      Tensor.fused(
        "half", inputs: [x], outputs: [x.array / 2], backward: { _, _ in [] },
        twin: { [$0[0] / 2] })[0].sum().backward()
    },
    Mistake("grad: the output does not depend on input 1 ([3])") {
      let input = x
      _ = grad(of: input.sum(), wrt: [input, .ones(3, requiresGrad: true)])
    },
    Mistake("grad: this tensor of shape [] does not require gradients") {
      _ = grad(of: x.detach().sum(), wrt: [x])
    },
    Mistake("requiresGrad: only float32 and float64 tensors can require gradients, got int64") {
      _ = Tensor([1, 2] as [Int], requiresGrad: true)
    },
    Mistake("requiresGrad: only leaves can be changed; use detach()") {
      (x * 2).requiresGrad = false
    },
    Mistake("backward: the derivative of primitive has shape [3] for an input of shape [2]") {
      Tensor.primitive(of: x, value: { $0 }, pullback: { _, _, _ in .ones(3) }).sum().backward()
    },
    Mistake("backward: the derivative of primitive has shape [] for an input of shape [2]") {
      Tensor.primitive(of: x, value: { $0 }, pullback: { g, _, _ in g.sum() }).sum().backward()
    },
    Mistake("dot: needs two vectors of one length, got [2] and [3]") { _ = x.dot(.ones(3)) },
    Mistake("clamp: a bound is NaN") { _ = x.clamp(min: .nan) },
    Mistake("narrow: a single number has no dimensions") {
      _ = x.sum().narrow(0, start: 0, length: 1)
    },
    Mistake("fused: the twin's result has shape [], the kernel's [2]") {
      let leaf = x
      let y = Tensor.fused(
        inputs: [leaf], outputs: [leaf.array], backward: { g, _ in g }, twin: { [$0[0].sum()] })[0]
      _ = grad(of: y.sum(), wrt: [leaf], createGraph: true)
    },
    Mistake("a derivative rule differentiates through the graph that is being walked (exp)") {
      let leaf = x
      let y = leaf.exp()
      let cube = Tensor.primitive(of: y, value: { $0 * $0 * $0 }) { g, y, _ in
        g * (y * y * y).sum().grad(wrt: y, createGraph: true)
      }
      _ = (cube + y * y).sum().grad(wrt: leaf, createGraph: true)
    },
    Mistake("*: [2] and [3] do not broadcast") { _ = x * .ones(3) },
    Mistake("update: the shape [2] and type float32 of a tensor cannot change") {
      x.update { $0 = $0.reshape(1, 2) }
    },
    Mistake("update: this tensor was made by exp; only leaves can be changed") {
      x.exp().update { $0 = $0 * 2 }
    },
  ]

  private static var x: Tensor { Tensor([1, 2] as [Float], requiresGrad: true) }

  @Test(arguments: mistakes.indices) func saysWhatIsWrong(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      MistakeTests.mistakes[index].body()
    }
    #expect(result.says(MistakeTests.mistakes[index].expected))
  }
}
