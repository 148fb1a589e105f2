import Dispatch
import Synchronization
import Testing

@testable import CaptchaExample

@Suite struct CaptchaPainterTests {
  @Test func sameSeedAndIndexGiveTheSameImageOnAnyThread() throws {
    let painter = try CaptchaPainter()
    @Sendable func image(_ index: Int) -> [UInt8] {
      var random = SplitMix64(seed: 7, index: index)
      return painter.draw("4071", using: &random)
    }
    let alone = (0..<64).map(image)
    let together = Mutex([Int: [UInt8]]())
    DispatchQueue.concurrentPerform(iterations: 64) { index in
      let pixels = image(63 - index)
      together.withLock { $0[63 - index] = pixels }
    }
    let drawn = together.withLock { $0 }
    #expect((0..<64).allSatisfy { drawn[$0] == alone[$0] })
    #expect(Set(alone).count == 64)
    #expect(alone.allSatisfy { $0.count == 160 * 60 * 3 })
  }

  @Test func anotherPainterDrawsTheSame() throws {
    var one = SplitMix64(seed: 1, index: 0)
    var two = SplitMix64(seed: 1, index: 0)
    let first = try CaptchaPainter().draw("12", using: &one)
    #expect(try CaptchaPainter().draw("12", using: &two) == first)
  }

  @Test func everyDigitShows() throws {
    let painter = try CaptchaPainter()
    for digit in "0123456789" {
      var random = SplitMix64(seed: 3, index: 0)
      var blank = SplitMix64(seed: 3, index: 0)
      #expect(painter.draw(String(digit), using: &random) != painter.draw("", using: &blank))
    }
  }

  @Test func aLetterIsRefused() async {
    await #expect(processExitsWith: .failure) {
      var random = SplitMix64(seed: 1)
      _ = try CaptchaPainter().draw("1a", using: &random)
    }
  }

  @Test func smoothingKeepsFlatAreasAndTheRim() {
    let flat = [UInt8](repeating: 77, count: 5 * 4 * 3)
    #expect(smoothed(flat, width: 5, height: 4) == flat)
    var dot = [UInt8](repeating: 0, count: 5 * 5 * 3)
    dot[(2 * 5 + 2) * 3] = 130
    let spread = smoothed(dot, width: 5, height: 5)
    #expect(spread[(2 * 5 + 2) * 3] == 50)
    #expect(spread[(1 * 5 + 1) * 3] == 10 && spread[(3 * 5 + 2) * 3] == 10)
    #expect(spread[(2 * 5 + 2) * 3 + 1] == 0 && spread[0] == 0)
  }

  @Test func aBolderSquareGrowsAndItsHoleShrinks() throws {
    func square(_ a: Double, _ b: Double) -> [Point] {
      [Point(x: a, y: a), Point(x: b, y: a), Point(x: b, y: b), Point(x: a, y: b)]
    }
    let hole = Array(square(1, 3).reversed())
    let ring = try #require(GlyphOutline(contours: [square(0, 4), hole])).bolder(by: 0.5)
    #expect(ring.width == 5 && ring.height == 5)
    #expect(ring.contours[1].map(\.x).min() == 2 && ring.contours[1].map(\.x).max() == 3)
  }
}

@Suite struct AnnotationTests {
  @Test func enlargesAndMarks() throws {
    let grey = [UInt8](0..<24)
    let picture = try annotate(
      pixels: grey, width: 6, height: 4, channels: 1, marks: [(2, "7")])
    #expect(picture.width == 4 * 6 + 32 && picture.height == 64 + 16 + 16)
    #expect(picture.pixels.count == picture.width * picture.height * 3)
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
      let at = ((64 + y) * picture.width + 16 + x) * 3
      return Array(picture.pixels[at..<at + 3])
    }
    #expect(pixel(0, 0) == [0, 0, 0] && pixel(3, 3) == [0, 0, 0])
    #expect(pixel(20, 15) == [23, 23, 23])
    for x in 8..<12 { #expect(pixel(x, 7) == [200, 16, 60]) }
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: DrawingError.self) {
      try annotate(pixels: [1, 2, 3], width: 2, height: 2, channels: 1, marks: [])
    }
    #expect(throws: DrawingError.self) {
      try annotate(pixels: [1, 2, 3, 4], width: 2, height: 2, channels: 1, marks: [(2, "1")])
    }
    #expect(throws: DrawingError.self) {
      try annotate(pixels: [1], width: -1, height: -1, channels: 1, marks: [(0, "1")])
    }
    #expect(throws: DrawingError.self) {
      try annotate(
        pixels: [UInt8](repeating: 0, count: 9000), width: 9000, height: 1, channels: 1, marks: [])
    }
    #expect(throws: DrawingError.self) {
      try annotate(pixels: [], width: .max, height: .max, channels: 3, marks: [])
    }
  }
}
