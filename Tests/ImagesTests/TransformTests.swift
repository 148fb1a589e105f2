import ApusImages
import ApusTensor
import ApusTestSupport
import Testing

@Suite struct TransformTests {
  @Test func weighsColours() throws {
    let image = noise([3, 60, 160], seed: 5)
    let (r, g, b) = (image[0].to(.int64), image[1].to(.int64), image[2].to(.int64))
    let sum = r * NDArray(scalar: 19595) + g * NDArray(scalar: 38470) + b * NDArray(scalar: 7471)
    let expected = zip(sum.scalars(as: Int.self), 0...).map { UInt8(($0.0 + 32768) / 65536) }
    #expect(try Grayscale()(image) == NDArray(expected, shape: [1, 60, 160]))
  }

  @Test func leavesAlphaOut() throws {
    let (image, grey) = (noise([4, 5, 6], seed: 6), noise([2, 5, 6], seed: 7))
    #expect(try Grayscale()(image) == Grayscale()(image[0..<3]))
    #expect(try Grayscale()(grey) == grey[0..<1])
    #expect(try Grayscale()(grey[0..<1]) == grey[0..<1])
  }

  @Test func dividesBy255() throws {
    let all = NDArray((0...255).map { UInt8($0) }, shape: [1, 16, 16])
    let expected = NDArray((0...255).map { Float($0) / 255 }, shape: [1, 16, 16])
    #expect(try ToTensor()(all) == expected)
    #expect(try ToTensor()(noise([3, 4, 5], seed: 8)).shape == [3, 4, 5])
  }

  @Test func normalisesEachChannel() throws {
    let image = try ToTensor()(noise([3, 4, 5], seed: 9))
    let mean = [0.485, 0.456, 0.406]
    let std = [0.229, 0.224, 0.225]
    let expected = NDArray.stack(
      (0..<3).map { (image[$0] - Float(mean[$0]).array) / Float(std[$0]).array }, dim: 0)
    #expect(try Normalize(mean: mean, std: std)(image) == expected)
    let none = NDArray.zeros([0, 2, 3])
    #expect(try Normalize(mean: [0.5], std: [0.25])(none) == none)
    let one = try Normalize(mean: [0.5], std: [0.25])(image)
    #expect(one == (image - Float(0.5).array) / Float(0.25).array)
  }

  /// What is given keeps its values, whatever shares its memory.
  @Test func leavesItsInputAlone() throws {
    let image = try ToTensor()(noise([3, 4, 5], seed: 9))
    let copy = NDArray(image.scalars(as: Float.self), shape: image.shape)
    _ = try Normalize(mean: [0.5], std: [0.5])(image)
    _ = try Normalize(mean: [0.5], std: [0.5])(image[1..<2])
    #expect(image == copy)
  }

  @Test func takesViews() throws {
    let image = noise([6, 5, 3], seed: 10)
    let (view, plain) = (image.permute([2, 1, 0]), image.permute([2, 1, 0]).contiguous())
    let transform = Compose(Grayscale(), ToTensor(), Normalize(mean: [0.9], std: [0.1]))
    #expect(try transform(view) == transform(plain))
  }

  @Test func composesInOrder() throws {
    let image = noise([3, 6, 7], seed: 11)
    let (a, b, c) = (Grayscale(), ToTensor(), Normalize(mean: [0.89099], std: [0.14788]))
    #expect(try Compose(a, b, c)(image) == c(b(a(image))))
    #expect(try Compose([a, Compose(b, c)])(image) == c(b(a(image))))
    #expect(try Compose()(image) == image)
  }

  @Test func printsAsTorchvisionDoes() {
    let transform = Compose(
      Grayscale(), ToTensor(), Normalize(mean: [0.5], std: [0.14788]))
    #expect(
      "\(transform)" == """
        Compose(
            Grayscale(num_output_channels=1)
            ToTensor()
            Normalize(mean=[0.5], std=[0.14788])
        )
        """)
    #expect(
      "\(Normalize(mean: [1, 0.25], std: [2, 1e-5]))"
        == "Normalize(mean=[1.0, 0.25], std=[2.0, 1e-05])")
  }

  @Test func throwsOnImagesOfAnotherKind() {
    let channels = #expect(throws: TransformError.self) {
      try Grayscale()(noise([5, 4, 4], seed: 0))
    }
    #expect(channels?.description == "Grayscale: takes 1 to 4 channels, got an image of [5, 4, 4]")
    let means = #expect(throws: TransformError.self) {
      try Compose(ToTensor(), Normalize(mean: [0.5, 0.5, 0.5], std: [1, 1, 1]))(
        noise([1, 4, 4], seed: 0))
    }
    #expect(means?.description == "Normalize: has 3 means for an image of shape [1, 4, 4]")
  }

  @Test func trapsOnWrongPipelines() async {
    let grey = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Compose(ToTensor(), Grayscale())(noise([3, 4, 4], seed: 0))
    }
    #expect(
      grey?.errorText.contains(
        "Grayscale: needs a uint8 image [channels, height, width], got float32 [3, 4, 4]") == true)
    let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Compose(ToTensor(), ToTensor())(noise([3, 4, 4], seed: 0))
    }
    #expect(
      twice?.errorText.contains("ToTensor: needs a uint8 image, got float32 [3, 4, 4]") == true)
    let early = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Normalize(mean: [0.5], std: [0.5])(noise([3, 4, 4], seed: 0))
    }
    #expect(
      early?.errorText.contains(
        "Normalize: needs a float32 image [channels, height, width], got uint8 [3, 4, 4]; "
          + "ToTensor makes one") == true)
  }

  @Test func trapsOnImpossibleNormalisation() async {
    let zero = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Normalize(mean: [0.5, 0.5], std: [1, 0])
    }
    #expect(zero?.errorText.contains("Normalize: a standard deviation is zero: [1.0, 0.0]") == true)
    let counts = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Normalize(mean: [0.5], std: [1, 1, 1])
    }
    #expect(
      counts?.errorText.contains(
        "Normalize: needs as many means as standard deviations, got [0.5] and [1.0, 1.0, 1.0]")
        == true)
  }
}

extension Float {
  fileprivate var array: NDArray { NDArray(scalar: self) }
}
