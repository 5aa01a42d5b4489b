import Testing

@testable import CEL

/// From one type to another, and times.
@Suite struct ConversionTests {
    @Test(arguments: [
        #"int('12') == 12 && int(3.9) == 3 && int(-3.9) == -3 && int(7u) == 7 && int(timestamp('1970-01-01T00:01:00Z')) == 60"#,
        #"uint(3.9) == 3u && uint('7') == 7u && uint(7) == 7u"#,
        #"double('1.5') == 1.5 && double(2) == 2.0"#,
        #"string(12) == '12' && string(true) == 'true' && string(1u) == '1' && string(b'ab') == 'ab'"#,
        #"string(1000000.0) == '1e+06' && string(123.456) == '123.456' && string(0.00001) == '1e-05' && string(-1.5) == '-1.5'"#,
        #"bytes('ab') == b'ab' && bool('true') && !bool('F')"#,
        #"string(duration('1m1ms')) == '60.001s' && string(timestamp('2011-08-18T19:03:37.01+01:00')) == '2011-08-18T18:03:37.01Z'"#,
    ])
    func `what fits is converted`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"timestamp('2009-02-13T23:31:30Z') + duration('1h') == timestamp('2009-02-14T00:31:30Z')"#,
        #"timestamp('2009-02-13T23:31:30Z') - timestamp('2009-02-13T23:30:30Z') == duration('1m')"#,
        #"timestamp('2009-02-13T23:31:30Z') - duration('90s') < timestamp('2009-02-13T23:31:30Z')"#,
        #"duration('1h30m') + duration('1s') == duration('5401s') && duration('-1.5h') == duration('-90m')"#,
        #"duration('1h2m3s4ms5us6ns') > duration('1h') && duration('0') == duration('0s')"#,
    ])
    func `times add up`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"timestamp('2009-02-13T23:31:30.123Z').getFullYear() == 2009 && timestamp('2009-02-13T23:31:30Z').getMonth() == 1"#,
        #"timestamp('2009-02-13T23:31:30Z').getDayOfYear() == 43 && timestamp('2009-02-13T23:31:30Z').getDayOfMonth() == 12"#,
        #"timestamp('2009-02-13T23:31:30Z').getDate() == 13 && timestamp('2009-02-13T23:31:30Z').getDayOfWeek() == 5"#,
        #"timestamp('2009-02-13T23:31:30.123Z').getMilliseconds() == 123 && timestamp('2009-02-13T23:31:30Z').getMinutes() == 31"#,
        #"timestamp('2009-02-13T23:31:30Z').getHours('America/New_York') == 18 && timestamp('2009-02-13T23:31:30Z').getHours('+02:00') == 1"#,
        #"timestamp('2009-02-13T23:31:30Z').getDate('02:00') == 14 && timestamp('2009-02-13T23:31:30Z').getHours('-01:30') == 22"#,
        #"timestamp('0001-01-01T00:00:00Z').getFullYear() == 1 && timestamp('9999-12-31T23:59:59Z').getDayOfYear() == 364"#,
        #"duration('1h30m').getHours() == 1 && duration('1h30m').getMinutes() == 90 && duration('90s').getSeconds() == 90"#,
    ])
    func `times have parts, in every zone`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }
}
