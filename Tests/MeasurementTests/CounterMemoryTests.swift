import Testing

@testable import Measurement

@Suite struct CounterMemoryTests {
    private func series(_ name: String = "a") throws -> Series { try #require(Series(name: name, labels: [])) }

    private func samples(_ pairs: (Double, Double)...) -> [Sample] { pairs.map { Sample(time: $0.0, value: $0.1) } }

    @Test func `every increase is counted once, whatever is seen twice`() throws {
        var memory = CounterMemory()
        let a = try series()
        let first = try memory.increases(in: [a: samples((90, 5), (105, 8), (120, 9))], since: 100, remembers: true)
        #expect(first[a] == 4)
        let second = try memory.increases(in: [a: samples((105, 8), (120, 9), (135, 11))], since: 125, remembers: true)
        #expect(second[a] == 2)
        #expect(try memory.increases(in: [a: samples((135, 11))], since: 140, remembers: true)[a] == 0)
    }

    @Test func `a counter that falls began again at 0`() throws {
        var memory = CounterMemory()
        let a = try series()
        let found = samples((100, 50), (110, 60), (120, 3), (130, 4))
        #expect(try memory.increases(in: [a: found], since: 100, remembers: true)[a] == 14)
    }

    @Test func `a series that appears later counts from 0, so that the first error is seen`() throws {
        var memory = CounterMemory()
        let (a, b) = (try series("a"), try series("b"))
        _ = try memory.increases(in: [a: samples((100, 7))], since: 90, remembers: false)
        let second = try memory.increases(
            in: [a: samples((110, 9)), b: samples((110, 2))], since: 100, remembers: false)
        #expect(second == [a: 2, b: 2])
    }

    @Test func `without a past the first look only notes where counters stand`() throws {
        var memory = CounterMemory()
        let a = try series()
        #expect(try memory.increases(in: [a: samples((100, 7))], since: 90, remembers: false)[a] == 0)
        #expect(memory.isBegun)
    }

    @Test func `a series that was away is taken up where it was`() throws {
        var memory = CounterMemory()
        let a = try series()
        _ = try memory.increases(in: [a: samples((100, 7))], since: 100, remembers: false)
        _ = try memory.increases(in: [:], since: 110, remembers: false)
        #expect(try memory.increases(in: [a: samples((120, 9))], since: 110, remembers: false)[a] == 2)
    }

    @Test(arguments: [Double.nan, -1, .infinity])
    func `a value that no counter has is an error, and nothing is remembered of it`(_ value: Double) throws {
        var memory = CounterMemory()
        let a = try series()
        #expect(throws: MeasurementError.self) {
            try memory.increases(in: [a: samples((100, value))], since: 90, remembers: true)
        }
        #expect(memory == CounterMemory())
    }
}
