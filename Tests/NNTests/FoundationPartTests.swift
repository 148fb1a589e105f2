import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Foundation
import Testing

/// Modules and trainable tensors in what Foundation has, and in what several threads use.
@Suite(.ownRandomNumbers) struct FoundationPartTests {
  private final class Holder<Content>: Module {
    let content: Content
    init(_ content: Content) { self.content = content }
  }
  private final class Own: NSObject { let fc = Linear(1, 1) }

  private static func weight() -> Tensor { Tensor([1, 2], requiresGrad: true) }

  fileprivate static let lost: [@Sendable () -> Module] = [
    { Holder(NSArray(array: [Linear(1, 1)])) },
    { Holder(NSMutableArray(array: [1, weight()])) },
    { Holder(NSDictionary(dictionary: ["a": weight()])) },
    { Holder(NSMutableDictionary(dictionary: ["a": [Linear(1, 1)]])) },
    { Holder(NSSet(array: [Linear(1, 1)])) },
    { Holder(NSMutableOrderedSet(array: [weight()])) },
    { Holder(Notification(name: .init("a"), object: weight())) },
    { Holder(NSError(domain: "a", code: 1, userInfo: ["a": Linear(1, 1)])) },
    { Holder(Own()) },
    { Holder(Own() as NSObject) },
  ]

  @Test(arguments: lost.indices) func refused(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      _ = FoundationPartTests.lost[index]().parameters
    }
    #expect(result.says("the property 'content' holds modules or parameters"), "number \(index)")
  }

  /// What holds no parts, of types that are known and of such as are looked at.
  @Test func othersAreLeftAlone() throws {
    let values: [Any] = [
      URL(filePath: "/a"), Data([1]), Date(), UUID(), Calendar.current, Locale.current,
      TimeZone.gmt,
      Decimal(1), DateComponents(), IndexSet([1]), CharacterSet.letters, URLComponents(),
      DateFormatter(), NumberFormatter(), ISO8601DateFormatter(), JSONDecoder(), JSONEncoder(),
      PropertyListDecoder(), NSString("a"), NSMutableString("a"), NSNumber(1), NSData(), NSDate(),
      NSURL(fileURLWithPath: "/a"), NSNull(), NSLock(), NSCondition(), FileManager.default,
      ProcessInfo.processInfo, Process(), Pipe(), FileHandle.standardError, OperationQueue(),
      BlockOperation {}, Thread {}, Bundle.main, UserDefaults.standard, NotificationCenter.default,
      RunLoop.current, Timer(timeInterval: 1, repeats: false) { _ in }, InputStream(data: Data()),
      try NSRegularExpression(pattern: "a"), AttributedString("a"), NSAttributedString(string: "a"),
      Notification(name: .init("a")), Measurement(value: 1, unit: UnitLength.meters),
      Progress(totalUnitCount: 1),
      NSArray(array: [1, "a"]), NSDictionary(dictionary: ["a": [1]]), NSCache<NSString, NSNumber>(),
      NSMutableSet(array: [1]), CocoaError(.fileNoSuchFile), Date().formatted(),
    ]
    for value in values { #expect(Holder(value).parameters.isEmpty, "\(type(of: value))") }
    #expect(Holder(values).parameters.isEmpty)
  }
}
