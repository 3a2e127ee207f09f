// Short codes and their characters, for the emoji that a data team uses.

import { el } from "../lib/el.js";

const TABLE = `
+1 👍 -1 👎 thumbsup 👍 thumbsdown 👎 wave 👋 raised_hand ✋ raised_hands 🙌 clap 👏 pray 🙏 ok_hand 👌 point_right 👉
point_left 👈 point_up ☝️ point_down 👇 muscle 💪 eyes 👀 tada 🎉 confetti_ball 🎊 sparkles ✨ star ⭐ star2 🌟 fire 🔥
rocket 🚀 boom 💥 zap ⚡ bulb 💡 gear ⚙️ wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ nut_and_bolt 🔩 link 🔗 electric_plug 🔌
battery 🔋 key 🔑 lock 🔒 unlock 🔓 closed_lock_with_key 🔐 lock_with_ink_pen 🔏 shield 🛡️ bell 🔔 no_bell 🔕 mega 📣
loudspeaker 📢 speech_balloon 💬 thought_balloon 💭 mag 🔍 mag_right 🔎 clipboard 📋 memo 📝 pencil ✏️ pencil2 ✏️ page_facing_up 📄
page_with_curl 📃 bookmark 🔖 bookmark_tabs 📑 books 📚 book 📖 open_book 📖 ledger 📒 notebook 📓 card_index 📇 label 🏷️
file_folder 📁 open_file_folder 📂 package 📦 inbox_tray 📥 outbox_tray 📤 mailbox 📫 email 📧 envelope ✉️ incoming_envelope 📨
ticket 🎫 admission_tickets 🎟️ pushpin 📌 round_pushpin 📍 paperclip 📎 scissors ✂️ wastebasket 🗑️ bar_chart 📊
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 calendar 📅 date 📅 spiral_calendar_pad 🗓️ alarm_clock ⏰ stopwatch ⏱️
timer_clock ⏲️ hourglass ⌛ hourglass_flowing_sand ⏳ clock1 🕐 clock3 🕒 clock9 🕘 clock12 🕛 watch ⌚ zzz 💤 sleeping 😴
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ check ✔️ x ❌ negative_squared_cross_mark ❎ heavy_multiplication_x ✖️
warning ⚠️ rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 exclamation ❗ heavy_exclamation_mark ❗ grey_exclamation ❕
question ❓ grey_question ❔ information_source ℹ️ red_circle 🔴 large_red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡
large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_green_square 🟩
large_blue_square 🟦 large_yellow_square 🟨 white_large_square ⬜ black_large_square ⬛ arrows_counterclockwise 🔄
arrows_clockwise 🔃 repeat 🔁 leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️
fast_forward ⏩ rewind ⏪ arrow_forward ▶️ double_vertical_bar ⏸️ pause_button ⏸️ black_square_for_stop ⏹️ heavy_plus_sign ➕
heavy_minus_sign ➖ new 🆕 ok 🆗 sos 🆘 top 🔝 soon 🔜 back 🔙 construction 🚧 traffic_light 🚦 vertical_traffic_light 🚦 checkered_flag 🏁
triangular_flag_on_post 🚩 white_flag 🏳️ globe_with_meridians 🌐 earth_africa 🌍 earth_americas 🌎 cloud ☁️ sunny ☀️ sunset 🌇
city_sunset 🌆 sunrise 🌅 crescent_moon 🌙 umbrella ☔ snowflake ❄️ rainbow 🌈 ocean 🌊 seedling 🌱 herb 🌿 four_leaf_clover 🍀
coffee ☕ tea 🍵 cake 🍰 birthday 🎂 beers 🍻 pizza 🍕 gift 🎁 trophy 🏆 medal 🏅 dart 🎯 moneybag 💰 dollar 💵 credit_card 💳
computer 💻 desktop_computer 🖥️ keyboard ⌨️ floppy_disk 💾 cd 💿 satellite 🛰️ satellite_antenna 📡 phone ☎️ iphone 📱
robot_face 🤖 ghost 👻 bug 🐛 ladybug 🐞 bee 🐝 turtle 🐢 snail 🐌 dog 🐶 cat 🐱 owl 🦉 unicorn_face 🦄 whale 🐳
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉 blush 😊 heart_eyes 😍
thinking_face 🤔 neutral_face 😐 confused 😕 worried 😟 cry 😢 sob 😭 disappointed 😞 tired_face 😫 scream 😱 exploding_head 🤯
sunglasses 😎 nerd_face 🤓 saluting_face 🫡 hugging_face 🤗 shrug 🤷 facepalm 🤦 bow 🙇 busts_in_silhouette 👥 bust_in_silhouette 👤
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 broken_heart 💔 100 💯 test_tube 🧪 microscope 🔬
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ ten 🔟
small_red_triangle 🔺 small_blue_diamond 🔹 small_orange_diamond 🔸 large_blue_diamond 🔷 white_small_square ▫️ black_small_square ▪️
ship 🚢 anchor ⚓ airplane ✈️ house 🏠 office 🏢 factory 🏭 bank 🏦 hospital 🏥 school 🏫 card_file_box 🗃️ file_cabinet 🗄️ compass 🧭`;

const words = TABLE.trim().split(/\s+/);
const KNOWN = new Map();
for (let place = 0; place < words.length; place += 2) KNOWN.set(words[place], words[place + 1]);

/** Draw a short code: its character, or a badge with the name, as for the custom emoji of a workspace. A time isn't one. */
export function emoji(name) {
  if (KNOWN.has(name)) return KNOWN.get(name);
  if (!/[a-z]/.test(name)) return `:${name}:`;
  return el("span", { class: "custom-emoji", title: "Custom emoji of a workspace" }, `:${name}:`);
}

/** Replace the short codes in a text. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => KNOWN.get(name) ?? whole);
