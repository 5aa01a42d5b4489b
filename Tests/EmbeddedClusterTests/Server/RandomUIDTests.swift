import Foundation
import Testing

@testable import EmbeddedCluster

@Suite struct RandomUIDTests {
    @Test func `uids are random UUIDs of version 4, in lower case`() throws {
        let form = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        let all = (0..<2000).map { _ in RandomUID.next() }
        for uid in all {
            #expect(try form.wholeMatch(in: uid) != nil, "\(uid)")
            #expect(UUID(uuidString: uid)?.uuidString.lowercased() == uid)
        }
        #expect(Set(all).count == all.count)
    }

    @Test func `every digit but version and variant takes every value`() {
        var seen = Array(repeating: Set<Character>(), count: 36)
        for _ in 0..<2000 {
            for (place, digit) in RandomUID.next().enumerated() { seen[place].insert(digit) }
        }
        let counts = seen.map(\.count)
        for (place, count) in counts.enumerated() {
            switch place {
            case 8, 13, 18, 23, 14: #expect(count == 1)
            case 19: #expect(count == 4)
            default: #expect(count == 16)
            }
        }
    }
}
