using System.Text.Json;
using ControlRoom.Core.Floor;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Demo;

/// <summary>What the workshop has before its first ticket: where and by whom work is done, and the graphs it follows.</summary>
internal static class DemoWorkshop
{
    private static readonly (string Code, string Hu, string En, int Capacity)[] Centers =
    [
        ("SAW-1", "Csőfűrész", "Tube saw", 200), ("BEND-1", "Hajlítógép", "Bender", 80), ("LAS-1", "Lézervágó", "Laser cutter", 120), ("WELD-2", "2. hegesztőállás", "Welding bay 2", 50),
        ("BATH-1", "Pácolófürdő", "Pickling bath", 300), ("PACK-1", "Csomagolóasztal", "Packing bench", 150), ("LBL-1", "Címkéző", "Labeller", 400),
    ];

    public static async Task Floor(DemoCrew crew)
    {
        foreach (var (code, hu, en, capacity) in Centers) await crew.Do(new CreateWorkCenter(code, new LocalText(hu, en), null, capacity), crew.Manager, crew.Get<CreateWorkCenterHandler>().Handle);
        await crew.Do(new CreateTeam("CUTTING", new LocalText("Vágók", "Cutting"), [crew.Operator2.UserId]), crew.Manager, crew.Get<CreateTeamHandler>().Handle);
        await crew.Do(new CreateTeam("WELDING", new LocalText("Hegesztők", "Welding"), [crew.Operator.UserId]), crew.Manager, crew.Get<CreateTeamHandler>().Handle);
        await crew.Do(new SetSkills(crew.Operator.UserId, [new SkillLevel("WELD", 3)]), crew.Manager, crew.Get<SetSkillsHandler>().Handle);
        await crew.Do(new SetSkills(crew.Operator2.UserId, [new SkillLevel("CUT", 3)]), crew.Manager, crew.Get<SetSkillsHandler>().Handle);
    }

    public static async Task Routes(DemoCrew crew)
    {
        await Publish(crew, "RG-LIN", new LocalText("Nyársállvány, egy csőből", "Skewer rack, from one tube"), StandardRoutes.Linear);
        await Publish(crew, "RG-SR40", new LocalText("Nyársállvány", "Skewer rack"), StandardRoutes.Rack);
        await Publish(crew, "RG-SK12", new LocalText("Nyársrúd", "Skewer rod"), StandardRoutes.Rod);
    }

    private static async Task Publish(DemoCrew crew, string code, LocalText name, string graph)
    {
        var flow = (await crew.Do(new CreateFlow(name, null, FlowKind.Routing, code), crew.Manager, crew.Get<CreateFlowHandler>().Handle)).Id;
        crew.Time.Wait(20);
        await crew.Do(new SaveVersionGraph(flow, 1, JsonElement.Parse(graph), 1), crew.Manager, crew.Get<SaveVersionGraphHandler>().Handle);
        crew.Time.Wait(5);
        await crew.Do(new SubmitVersion(flow, 1), crew.Manager, crew.Get<SubmitVersionHandler>().Handle);
        crew.Time.Wait(30);
        await crew.Do(new ApproveVersion(flow, 1), crew.Manager2, crew.Get<ApproveVersionHandler>().Handle);
    }
}
