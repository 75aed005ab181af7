using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests;

public sealed class WebKitTests
{
    [Theory, Databases]
    public async Task The_application_answers_on_a_free_port_with_the_settings_of_its_plant(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var client = plant.Anonymous();

        Assert.NotEqual(0, plant.Address.Port);
        Assert.Equal(404, (await client.Get("/no-such-page")).Status);
    }
}
