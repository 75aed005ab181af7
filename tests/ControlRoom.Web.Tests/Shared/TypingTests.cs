using System.Text.RegularExpressions;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

/// <summary>What was typed is never sent back to the field it came from: by then the browser may hold more of it.</summary>
public sealed partial class TypingTests
{
    [Fact]
    public Task A_text_field_does_not_write_what_was_typed() => Leaves<TextField, string>("oninput", "Eastern f");

    [Fact]
    public Task A_text_of_several_lines_does_not_write_what_was_typed() => Leaves<TextField, string>("oninput", "Eastern f", (nameof(TextField.Rows), 3));

    [Fact]
    public Task A_number_field_does_not_write_what_was_typed() => Leaves<NumberField, decimal?>("oninput", "12,");

    [Fact]
    public Task A_selection_does_not_write_what_was_chosen() => Leaves<SelectField, string>("onchange", "b", (nameof(SelectField.Choices), (Choice[])[new("a", "A"), new("b", "B")]));

    [Fact]
    public Task The_word_of_a_confirmation_does_not_write_what_was_typed() => Leaves<ConfirmByTyping, bool>("oninput", "ye");

    /// <summary>An input that takes every key has to be bound, or the tree does not learn what the browser shows.</summary>
    [Fact]
    public void No_input_listens_to_every_key_without_being_bound() =>
        Assert.Empty(Directory.EnumerateFiles(Repository.File("src", "ControlRoom.Web"), "*.razor", SearchOption.AllDirectories)
            .Where(file => Unbound().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));

    /// <summary>Somebody types into a field whose value its owner holds; the answer of the server writes no value.</summary>
    private static async Task Leaves<TField, TValue>(string listened, string text, params (string Name, object Value)[] more) where TField : IComponent
    {
        using var culture = new InCulture("en");
        await using var screen = new Screen();
        await screen.Show<Owner<TField, TValue>>(new() { [nameof(Owner<TField, TValue>.More)] = more });

        await screen.Type(listened, text);

        Assert.True(screen.Renderings > 1, "The field was not rendered again.");
        Assert.Empty(screen.Written);
    }

    [GeneratedRegex("\\bvalue=\"[^>]*@oninput=|@oninput=[^>]*\\bvalue=\"@")]
    private static partial Regex Unbound();

    private sealed class Owner<TField, TValue> : ComponentBase where TField : IComponent
    {
        private TValue? value;

        [Parameter] public IReadOnlyList<(string Name, object Value)> More { get; set; } = [];

        /// <summary>A panel between them, as dialogs have it: the owner has the new value before the field is told.</summary>
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<Panel>(0);
            builder.AddAttribute(1, nameof(Panel.ChildContent), (RenderFragment)(inner =>
            {
                inner.OpenComponent<Panel>(0);
                inner.AddAttribute(1, nameof(Panel.ChildContent), (RenderFragment)Field);
                inner.CloseComponent();
            }));
            builder.CloseComponent();
        }

        private void Field(RenderTreeBuilder builder)
        {
            builder.OpenComponent<TField>(0);
            var name = typeof(TField) == typeof(ConfirmByTyping) ? nameof(ConfirmByTyping.Confirmed) : "Value";
            builder.AddAttribute(1, name, value);
            builder.AddAttribute(2, name + "Changed", EventCallback.Factory.Create<TValue>(this, typed => value = typed));
            if (typeof(TField).GetProperty("Label") is not null) builder.AddAttribute(3, "Label", "Name");
            foreach (var (key, setting) in More) builder.AddAttribute(4, key, setting);
            builder.CloseComponent();
        }
    }

    private sealed class Panel : ComponentBase
    {
        [Parameter] public RenderFragment? ChildContent { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
    }

#pragma warning disable BL0006 // What is written to the browser is what is tested.
    /// <summary>A browser as the server sees it: it tells what it shows, and notes which values it is told to show.</summary>
    private sealed class Screen() : Renderer(new ServiceCollection().BuildServiceProvider(), NullLoggerFactory.Instance)
    {
        private readonly Dictionary<string, (int Component, ulong Id)> handlers = [];

        public int Renderings { get; private set; }

        public List<string?> Written { get; } = [];

        public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

        public Task Show<T>(Dictionary<string, object?> parameters) where T : IComponent => Dispatcher.InvokeAsync(() =>
            RenderRootComponentAsync(AssignRootComponentId(InstantiateComponent(typeof(T))), ParameterView.FromDictionary(parameters)));

        public Task Type(string listened, string text) =>
            Dispatcher.InvokeAsync(() => DispatchEventAsync(handlers[listened].Id, new EventFieldInfo { ComponentId = handlers[listened].Component, FieldValue = text }, new ChangeEventArgs { Value = text }));

        protected override void HandleException(Exception exception) => throw new InvalidOperationException("A component failed.", exception);

        protected override Task UpdateDisplayAsync(in RenderBatch renderBatch)
        {
            Renderings++;
            for (var i = 0; i < renderBatch.UpdatedComponents.Count; i++)
            {
                foreach (var edit in renderBatch.UpdatedComponents.Array[i].Edits)
                {
                    if (edit.Type != RenderTreeEditType.SetAttribute) continue;
                    var frame = renderBatch.ReferenceFrames.Array[edit.ReferenceFrameIndex];
                    if (frame.AttributeName == "value") Written.Add(frame.AttributeValue?.ToString());
                }
            }
            for (var i = 0; Renderings == 1 && i < renderBatch.UpdatedComponents.Count; i++)
            {
                var component = renderBatch.UpdatedComponents.Array[i].ComponentId;
                var frames = GetCurrentRenderTreeFrames(component);
                foreach (var frame in frames.Array.Take(frames.Count).Where(f => f.FrameType == RenderTreeFrameType.Attribute && f.AttributeEventHandlerId != 0)) handlers[frame.AttributeName] = (component, frame.AttributeEventHandlerId);
            }
            return Task.CompletedTask;
        }
    }
#pragma warning restore BL0006
}
