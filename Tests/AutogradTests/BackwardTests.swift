import ApusAutograd
import ApusTensor
import Testing

/// Which gradients arrive where.
@Suite struct BackwardTests {
  private func leaf(_ elements: Double...) -> Tensor { Tensor(elements, requiresGrad: true) }
  private func gradient(_ tensor: Tensor) -> [Double]? {
    tensor.grad?.array.scalars(as: Double.self)
  }

  @Test func chain() {
    let x = leaf(1, 2)
    (x * x * 3).sum().backward()
    #expect(gradient(x) == [6, 12])
    #expect(x.grad!.requiresGrad == false && x.grad!.dtype == .float64)
  }

  @Test func diamond() {
    let x = leaf(3)
    let a = x * 2
    let (left, right) = (a * a, a + 1)
    (left * right).sum().backward()
    // 4 x^2 (2 x + 1) = 8 x^3 + 4 x^2
    #expect(gradient(x) == [24 * 9 + 8 * 3])
  }

  @Test func anInputUsedTwice() {
    let x = leaf(2, 3)
    (x * x + x).sum().backward()
    #expect(gradient(x) == [5, 7])
    let y = leaf(2)
    (y + y).sum().backward()
    #expect(gradient(y) == [2])
  }

  @Test func aLeafAsTheResult() {
    let x = leaf(5)
    x.backward()
    #expect(gradient(x) == [1])
  }

  @Test func leavesAccumulate() {
    let x = leaf(1, 2)
    (x * 2).sum().backward()
    let first = x.grad!
    (x * 3).sum().backward()
    #expect(gradient(x) == [5, 5])
    #expect(first.array.scalars(as: Double.self) == [2, 2])
    x.zeroGrad()
    #expect(x.grad == nil)
    (x * 3).sum().backward()
    #expect(gradient(x) == [3, 3])
  }

  @Test func upstreamGradient() {
    let x = leaf(1, 2)
    (x * x).backward(gradient: Tensor([10, 100] as [Double]))
    #expect(gradient(x) == [20, 400])
  }

  @Test func retainGraph() {
    let x = leaf(2)
    let y = x.exp().log() * x
    y.backward(retainGraph: true)
    y.backward(retainGraph: true)
    y.backward()
    #expect(abs(gradient(x)![0] - 12) < 1e-14)
  }

  @Test func partsOfAGraphAreFreedOneByOne() {
    let x = leaf(2)
    let shared = x * 3
    (shared + 1).sum().backward()
    // The linear steps kept nothing, but they are gone all the same; a new graph is needed.
    x.zeroGrad()
    (x * 3).sum().backward()
    #expect(gradient(x) == [3])
  }

  @Test func leavesWithoutRequiresGradGetNone() {
    let (x, constant) = (leaf(1), Tensor([2.0]))
    (x * constant).sum().backward()
    #expect(constant.grad == nil)
    #expect(!(constant * 2).requiresGrad && (constant * 2).isLeaf)
    #expect((x * constant).requiresGrad && !(x * constant).isLeaf)
  }

  @Test func detach() {
    let x = leaf(2)
    let y = x * x
    (y.detach() * x).sum().backward()
    #expect(gradient(x) == [4])
    #expect(y.detach().array.address == y.array.address)
    #expect(!y.detach().requiresGrad)
    let leaf = y.detach(requiresGrad: true)
    #expect(leaf.isLeaf && leaf.requiresGrad && leaf.array.address == y.array.address)
  }

  @Test func mixedTypes() {
    let single = Tensor([1, 2] as [Float], requiresGrad: true)
    let double = Tensor([3, 4] as [Double], requiresGrad: true)
    let product = single * double * Tensor([2, 2] as [Int])
    #expect(product.dtype == .float64)
    product.sum().backward()
    #expect(single.grad!.dtype == .float32 && double.grad!.dtype == .float64)
    #expect(single.grad!.array.scalars(as: Double.self) == [6, 8])
    #expect(gradient(double) == [2, 4])
    // A 0-d double leaves an array single; its gradient is double again.
    let scale = Tensor(scalar: 2, dtype: .float64, requiresGrad: true)
    let scaled = single * scale
    #expect(scaled.dtype == .float32)
    scaled.sum().backward()
    #expect(scale.grad!.dtype == .float64 && scale.grad!.item() == 3)
  }

  @Test func resultsOfTies() {
    let x = leaf(1, 3, 3)
    x.max().backward()
    #expect(gradient(x) == [0, 0.5, 0.5])
    x.zeroGrad()
    x.max(dim: 0).values.backward()
    #expect(gradient(x) == [0, 1, 0])
    let (a, b) = (leaf(1, 2), leaf(1, 1))
    a.maximum(b).sum().backward()
    #expect(gradient(a) == [0.5, 1] && gradient(b) == [0.5, 0])
  }

  /// PyTorch's choice at each kink.
  @Test func kinks() {
    let x = leaf(0)
    for (function, expected) in [
      ({ $0.relu() }, 0), ({ $0.abs() }, 0), ({ $0.clamp(min: 0) }, 1), ({ $0.clamp(max: 0) }, 1),
      ({ $0.sqrt() }, .infinity),
    ] as [((Tensor) -> Tensor, Double)] {
      x.zeroGrad()
      function(x).sum().backward()
      #expect(gradient(x) == [expected])
    }
  }

  @Test func requiresGradCanBeSwitched() {
    let x = Tensor([1.0])
    x.requiresGrad = true
    (x * 2).sum().backward()
    #expect(gradient(x) == nil ? false : true)
    x.requiresGrad = false
    #expect(!(x * 2).requiresGrad)
  }

  @Test func printing() {
    #expect(
      "\(leaf(1, 2.5))" == "tensor([1.0000, 2.5000], dtype=torch.float64, requires_grad=True)")
    #expect("\(Tensor([1.0], requiresGrad: true).exp())" == "tensor([2.7183], grad_fn=<exp>)")
    #expect("\(Tensor([1.0]))" == "tensor([1.])")
  }
}

/// Infinite gradients from above do not turn a gradient of 0 into NaN.
@Suite struct InfiniteGradientTests {
  @Test func choicesAreNotProducts() {
    for function: (Tensor) -> Tensor in [
      { $0.relu() }, { $0.clamp(min: 0) }, { $0.maximum(Tensor([0.0] as [Double])) },
      { -(-$0).minimum(Tensor([0.0] as [Double])) },
    ] {
      let x = Tensor([-1.0] as [Double], requiresGrad: true)
      function(x).sqrt().sum().backward()
      #expect(x.grad!.item() == 0)
    }
  }

  /// As in PyTorch.
  @Test func specialValues() {
    func gradient(_ elements: [Double], _ function: (Tensor) -> Tensor) -> [Double] {
      let x = Tensor(elements, requiresGrad: true)
      function(x).sum().backward()
      return x.grad!.array.scalars(as: Double.self)
    }
    #expect(gradient([1, 1, 1]) { $0.std() } == [0, 0, 0])
    #expect(gradient([1, .nan, .nan]) { $0.max() } == [0, 0.5, 0.5])
    for lost in [
      gradient([1, .nan, .nan]) { $0.amax() }, gradient([.nan, 1]) { $0.logSumExp(dim: 0) },
    ] {
      #expect(lost.allSatisfy { $0.isNaN })
    }
    let wide = gradient([1, 2, 3]) { $0.var(correction: 3) }
    #expect(wide[0] == -.infinity && wide[1].isNaN && wide[2] == .infinity)
    // The square of the divisor would be 0 in float32.
    let small = Tensor([1e-25] as [Float], requiresGrad: true)
    (Tensor([1e-20] as [Float]) / small).sum().backward()
    #expect(abs(small.grad!.item() / -1e30 - 1) < 1e-6)
  }

  /// The exponent's gradient at x = 0 is 0 whatever is given, so that its derivative by that is 0 too.
  @Test func secondDerivativesOfPowersOfZero() {
    let x = Tensor([0, 0, 2] as [Double])
    let exponents = Tensor([2, 0.5, 1] as [Double], requiresGrad: true)
    let given = Tensor.ones(3, dtype: .float64, requiresGrad: true)
    let first = grad(of: x.pow(exponents), wrt: [exponents], gradient: given, createGraph: true)[0]
    first.sum().backward()
    #expect(given.grad!.array == NDArray([0, 0, 2 * 0.693_147_180_559_945_3]))
  }

  @Test func powersOfZero() {
    let x = Tensor([0.0] as [Double], requiresGrad: true)
    let exponents = Tensor([0, 1, 2, 3] as [Double], requiresGrad: true)
    x.pow(exponents).backward(gradient: Tensor([1, 10, 100, 1000] as [Double]))
    #expect(x.grad!.item() == 10)
    #expect(exponents.grad!.array == .zeros([4], dtype: .float64))
  }
}
