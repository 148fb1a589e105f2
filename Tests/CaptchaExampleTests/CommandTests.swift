import Apus
import ApusTestSupport
import FoundationEssentials
import Testing

@testable import CaptchaExample

@Suite struct CommandTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    (["train"], "Missing expected argument '<dir>'"),
    (["dance"], "Unexpected argument 'dance'"),
    (["train", "x", "--epocs", "3"], "Unknown option '--epocs'"),
    (["train", "x", "--preset", "slow"], "The value 'slow' is invalid for '--preset"),
    (["generate", ""], "The value '' is invalid for '<dir>'"),
    (["train", "x", "--model", ""], "The value '' is invalid for '--model <file>'"),
    (["read", "", "--model", "m"], "The value '' is invalid for '<image>'"),
    (
      ["read", "a.png", "--model", "m", "--annotate", ""],
      "The value '' is invalid for '--annotate <file>'"
    ),
    (["train", "x", "--threads", "0"], "--threads must be a whole number from 1 to 64, got 0"),
    (
      ["generate", "x", "--count", "11", "--digits", "1"],
      "--count is 11, but there are only 10 numbers of 1 digits"
    ),
    (
      ["read", "a.png", "b.png", "--model", "m", "--annotate", "c.png"],
      "--annotate takes one image, got 2"
    ),
  ])
  func wrongUsage(arguments: [String], start: String) async {
    let found = await Captcha.perform(arguments)
    #expect(found?.kind == .usage)
    #expect(found?.description.hasPrefix(start) == true, "\(found?.description ?? "")")
    #expect(found?.description.contains("\n") == false)
  }

  @Test func missingInput() async {
    let none = folder("none").path
    for arguments in [
      ["stats", none], ["train", none], ["test", none, "--model", none],
      ["read", "a.png", "--model", none], ["train", folder.url.path],
      ["train", folder.url.path, "--resume", "--model", none],
    ] {
      let found = await Captcha.perform(arguments)
      #expect(found?.kind == .noInput, "\(arguments): \(found?.description ?? "")")
    }
  }

  /// In a process of its own: making a network draws from the default generator, which tests share.
  @Test func readingWithAnUntrainedModel() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let images = try barImages(3, in: folder)
      let model = folder("m.safetensors")
      try saveSafetensors(state(of: smallArchitecture, 0), to: model)
      let image = images.appending(path: "01.png").path
      let arguments = ["read", image, "--model", model.path]
      #expect(await Captcha.perform(arguments)?.kind == .usage)
      let out = folder("out.png")
      let more = ["--mean", "0.9", "--std", "0.1", "--annotate", out.path, "--json"]
      #expect(await Captcha.perform(arguments + more) == nil)
      #expect(try pngSize(of: out).width == 4 * 24 + 32)
      #expect(
        await Captcha.perform(
          ["test", images.path, "--model", model.path, "--mean", "0.9", "--std", "0.1"]) == nil)

      let missing = ["read", "\(image)x", "--model", model.path, "--mean", "0.9", "--std", "0.1"]
      #expect(await Captcha.perform(missing)?.kind == .noInput)
      try writePNG(barImage("1")[0..., 0..<5], to: folder("low.png"))
      let low = [
        "read", folder("low.png").path, "--model", model.path, "--mean", "0", "--std", "1",
      ]
      #expect(
        await Captcha.perform(low)?.description
          == "\(folder("low.png").path): the network sees 12 pixels a step, which are no whole "
          + "columns of images of 12 x 5")
    }
  }
}
