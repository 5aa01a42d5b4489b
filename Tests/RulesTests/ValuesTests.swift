import Manifests
import Testing

@testable import Rules

@Suite struct Values {
    @Test(arguments: [
        ("1", "1000m", 0), ("0.1", "100m", 0), ("1Gi", "1073741824", 0), ("1G", "1Gi", -1), ("1e3", "1k", 0),
        ("12E", "11Ei", -1), ("-1", "0", -1), ("1.5Gi", "1536Mi", 0), ("100n", "1u", -1),
    ])
    func `quantities compare exactly`(left: String, right: String, order: Int) throws {
        let (a, b) = (try #require(Quantity(left)), try #require(Quantity(right)))
        #expect((a.nano < b.nano ? -1 : a.nano == b.nano ? 0 : 1) == order)
    }

    @Test(arguments: ["", "x", "1x", "--1", "1.2.3", "1e99", "Gi", "1 Gi", "99999999999999999999999999999999999"])
    func `what is no quantity is refused`(text: String) { #expect(Quantity(text) == nil) }

    @Test func `globs, networks, versions, selectors and hashes`() throws {
        #expect(Glob.matches("shop-prod", "shop-*") && !Glob.matches("shop", "shop-*") && Glob.matches("abc", "a?c"))
        #expect(!Glob.matches(String(repeating: "a", count: 5_000), String(repeating: "*a", count: 50) + "b"))
        let network = try #require(Network("10.0.0.0/8"))
        let (inside, outside) = (try #require(Network("10.2.3.4")), try #require(Network("11.0.0.1")))
        #expect(network.contains(inside) && !network.contains(outside))
        let (wide, narrow) = (try #require(Network("2001:db8::/32")), try #require(Network("2001:db8::1")))
        #expect(wide.contains(narrow))
        #expect(Network("10.0.0.300") == nil && Network("10.0.0.0/33") == nil && Network("1::2::3") == nil)
        let order = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0-rc.1", "1.0.0", "v1.2", "1.10.0"]
        for (a, b) in zip(order, order.dropFirst()) {
            let (left, right) = (try #require(SemanticVersion(a)), try #require(SemanticVersion(b)))
            #expect(SemanticVersion.order(left, right) < 0)
        }
        let selector = try #require(LabelSelector("app=web,tier in (a, b),!legacy"))
        #expect(selector.matches { ["app": "web", "tier": "b"][$0] })
        #expect(!selector.matches { ["app": "web", "tier": "b", "legacy": ""][$0] })
        #expect(Digest.sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `times keep their zones`() throws {
        let winter = try #require(TimestampText.parse("2026-01-05T08:30:00Z"))
        #expect(TimestampText.write(winter) == "2026-01-05T08:30:00Z")
        #expect(TimestampText.parse("2026-01-05T09:30:00+01:00") == winter)
        #expect(TimestampText.parse("2026-02-29T00:00:00Z") == nil)
        let berlin = try #require(TimestampText.local(winter, zone: "Europe/Berlin"))
        #expect(berlin.minute == 9 * 60 + 30 && berlin.weekday == 1)
        let summer = try #require(TimestampText.parse("2026-07-05T23:30:00Z"))
        let sunday = try #require(TimestampText.local(summer, zone: "Europe/Berlin"))
        #expect(sunday.weekday == 1)
        #expect(TimestampText.local(winter, zone: "Nowhere/At-all") == nil)
    }

    @Test func `images are cut as registries cut them`() {
        let image = ImageReference("localhost:5000/team/app:1.2@sha256:aa")
        #expect(
            [image.registry, image.repository, image.name] == ["localhost:5000", "team/app", "localhost:5000/team/app"])
        #expect(image.tag == "1.2" && image.digest == "sha256:aa")
        #expect(
            ImageReference("nginx").registry == "docker.io" && ImageReference("nginx").repository == "library/nginx")
        #expect(ImageReference("host:5000/app").tag == nil)
    }
}
