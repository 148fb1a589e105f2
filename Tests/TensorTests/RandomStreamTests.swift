import Tensor
import TestSupport
import Testing

/// The random numbers are PyTorch's: Tests/Fixtures/random.safetensors.
@Suite struct RandomStreamTests {
  static let seeds = [0, 42, 123_456_789] as [UInt64]

  let expected: [String: NDArray]
  init() throws { expected = try fixture("random") }

  /// Box-Muller of 16 and more numbers takes a logarithm and a sine of its own in PyTorch.
  private let normalError = 2e-6

  private func rand(_ generator: Generator) -> NDArray { .rand([1], generator: generator) }

  @Test(arguments: seeds) func uniform(seed: UInt64) {
    func fresh() -> Generator { Generator(seed: seed) }
    let at = "seed\(seed)"
    #expect(NDArray.rand([10], generator: fresh()) == expected["\(at)/rand_f32_10"])
    #expect(NDArray.rand([1000], generator: fresh()) == expected["\(at)/rand_f32_1000"])
    #expect(
      NDArray.rand([100], dtype: .float64, generator: fresh()) == expected["\(at)/rand_f64_100"])
    #expect(
      NDArray.uniform([1000], from: -0.3, to: 0.7, generator: fresh())
        == expected["\(at)/uniform_f32_1000"])
    #expect(
      NDArray.uniform([100], from: -0.3, to: 0.7, dtype: .float64, generator: fresh())
        == expected["\(at)/uniform_f64_100"])
  }

  @Test(arguments: seeds) func permutations(seed: UInt64) {
    let generator = Generator(seed: seed)
    #expect(NDArray(generator.randperm(10)) == expected["seed\(seed)/randperm_10"])
    #expect(rand(generator) == expected["seed\(seed)/randperm_10/next_rand"])
    generator.manualSeed(seed)
    #expect(
      NDArray(Array(randperm(10_000, generator: generator)[..<200]))
        == expected["seed\(seed)/randperm_10000_first200"])
    #expect(
      NDArray(Array(generator.randperm(10_000)[..<200]))
        == expected["seed\(seed)/randperm_10000_again_first200"])
    #expect(rand(generator) == expected["seed\(seed)/randperm_10000_again/next_rand"])
  }

  @Test(arguments: seeds, [3, 5, 7, 16, 20, 100, 1000])
  func normal(seed: UInt64, n: Int) {
    for (name, dtype) in [("f32", DType.float32), ("f64", .float64)] {
      let at = "seed\(seed)/randn_\(name)_\(n)"
      let generator = Generator(seed: seed)
      for call in n <= 20 ? ["first", "second"] : ["first"] {
        let drawn = NDArray.randn([n], dtype: dtype, generator: generator)
        #expect(
          difference(
            drawn, expected["\(at)/\(call)"], atol: dtype == .float32 ? normalError : 1e-14)
            == nil)
      }
      #expect(rand(generator) == expected["\(at)/next_rand"])
    }
  }

  @Test(arguments: seeds) func spareNormalWaits(seed: UInt64) {
    let at = "seed\(seed)/cached_normal"
    let generator = Generator(seed: seed)
    func expect(_ drawn: NDArray, _ key: String) {
      #expect(difference(drawn, expected["\(at)/\(key)"], atol: normalError) == nil, "\(key)")
    }
    expect(.randn([3], generator: generator), "a_randn3_f32")
    expect(.rand([2], generator: generator), "b_rand2_f32")
    expect(.randn([16], generator: generator), "c_randn16_f32")
    expect(.randn([3], dtype: .float64, generator: generator), "d_randn3_f64")
    expect(.randn([2], generator: generator), "e_randn2_f32")
    _ = NDArray.randn([1], generator: generator)
    generator.manualSeed(seed)
    expect(.randn([1], generator: generator), "f_reseeded_randn1_f32")
  }

  @Test func largeSeeds() {
    for (name, seed) in [
      ("2pow32", 1 << 32), ("2pow32plus5", 1 << 32 + 5), ("minus1", UInt64.max),
    ] {
      #expect(
        NDArray.rand([5], generator: Generator(seed: seed)) == expected["large_seed/\(name)"],
        "\(name)")
    }
  }

  @Test(arguments: seeds) func dropoutMasks(seed: UInt64) throws {
    for p in ["0.5", "0.1"] {
      let generator = Generator(seed: seed)
      let mask = NDArray.ones([1000]).bernoulliMask(1 - Double(p)!, generator: generator)
      // On Intel processors PyTorch draws masks from another library.
      let vendor = try fixtureMetadata("random")["cpu_vendor"] ?? ""
      if vendor != "GenuineIntel" {
        #expect(mask == expected["seed\(seed)/dropout_mask_p\(p)_f32"])
        #expect(rand(generator) == expected["seed\(seed)/dropout_p\(p)_next_rand"])
      }
    }
  }

  @Test func masksFollowTheOrderInMemory() {
    let x = NDArray.ones([3, 4])
    let mask = x.bernoulliMask(0.5, generator: Generator(seed: 0))
    let transposed = x.T.bernoulliMask(0.5, generator: Generator(seed: 0))
    #expect(transposed.shape == [4, 3])
    #expect(transposed.T == mask)
  }

  /// In a process of its own, as other tests draw from the default generator.
  @Test func theDefaultGenerator() async {
    await #expect(processExitsWith: .success) {
      let expected = try fixture("random")
      manualSeed(-1)
      precondition(NDArray.rand([5]) == expected["large_seed/minus1"])
      manualSeed(42)
      precondition(NDArray(randperm(10)) == expected["seed42/randperm_10"])
    }
  }

  @Test func bits() {
    let (a, b) = (Generator(seed: 3), Generator(seed: 3))
    let high = UInt64(a.random())
    #expect(b.random64() == high << 32 | UInt64(a.random()))
  }

  @Test func stateCanBeKept() {
    let generator = Generator(seed: 5)
    _ = NDArray.randn([3], generator: generator)
    let state = generator.state
    let first = [NDArray.randn([4], generator: generator), rand(generator)]
    generator.state = state
    #expect(first == [NDArray.randn([4], generator: generator), rand(generator)])
    #expect(state.dtype == .int64)
  }
}
